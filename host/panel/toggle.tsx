// SPDX-License-Identifier: Apache-2.0
/** A button that stays pressed. Its label says what being pressed means, and does not change. */

export function Toggle(props: { isOn: boolean; label: string; onChange: (isOn: boolean) => void }) {
  return (
    <button class="toggle" aria-pressed={props.isOn} onClick={() => props.onChange(!props.isOn)}>
      {props.label}
    </button>
  );
}
