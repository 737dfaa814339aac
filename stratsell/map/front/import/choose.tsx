import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Props { label: string; name: string; value: string; title?: string; pick: (value: string) => unknown; children: ComponentChildren }

// A list to choose from. What was chosen stands in it until Python has answered; if that fails, what was there before.
export function Choose({ label, name, value, title, pick, children }: Props) {
  const [pending, setPending] = useState<string | null>(null);
  const take = async (chosen: string) => {
    setPending(chosen);
    await pick(chosen);
    setPending(null);
  };
  return (
    <select aria-label={label || undefined} data-key={name} title={title} value={pending ?? value} onChange={(event) => take(event.currentTarget.value)}>
      {children}
    </select>
  );
}
