import { useEffect, useState } from 'preact/hooks';

export type Theme = 'light' | 'dark';

const system = matchMedia('(prefers-color-scheme: dark)');

/** As the system has it, until the person says otherwise. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [chosen, setChosen] = useState<Theme | undefined>();
  const [isDark, setDark] = useState(system.matches);
  useEffect(() => {
    const follow = (): void => setDark(system.matches);
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, []);
  const choose = (theme: Theme): void => {
    document.documentElement.dataset['theme'] = theme;
    setChosen(theme);
  };
  return [chosen ?? (isDark ? 'dark' : 'light'), choose];
}
