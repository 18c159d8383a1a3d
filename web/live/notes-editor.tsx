import { useState } from 'preact/hooks';
import type { Notes } from './notes.ts';
import { post, runPath } from './api.ts';
import type { RunName } from './route.ts';

interface NotesEditorProps {
  readonly name: RunName;
  readonly notes: Notes;
  readonly saved: (notes: Notes) => void;
}

/** The tags and the note of a run, to be changed. */
export function NotesEditor({ name, notes, saved }: NotesEditorProps) {
  const [open, setOpen] = useState(false);
  const [tags, setTags] = useState('');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState('');
  const begin = (): void => {
    setTags(notes.tags.join(', '));
    setNote(notes.note ?? '');
    setProblem('');
    setOpen(true);
  };
  const save = (event: Event): void => {
    event.preventDefault();
    const list = tags.split(/[,\s]+/).filter((tag) => tag !== '');
    void keep({ tags: list, note });
  };
  const keep = async (edited: Required<Notes>): Promise<void> => {
    try {
      saved(await post<Notes>(`notes/${runPath(name)}`, edited));
      setOpen(false);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  if (!open)
    return (
      <button class="btn" type="button" onClick={begin}>
        Edit tags and note
      </button>
    );
  return (
    <form class="notes" onSubmit={save}>
      <label>
        Tags <span class="mm">words, with commas between them</span>
        <input value={tags} onInput={(event) => setTags(event.currentTarget.value)} maxLength={4000} />
      </label>
      <label>
        Note
        <textarea rows={3} value={note} onInput={(event) => setNote(event.currentTarget.value)} maxLength={10_000} />
      </label>
      {problem !== '' && (
        <p class="failed" role="alert">
          {problem}
        </p>
      )}
      <p class="ctl">
        <button class="btn strong" type="submit">
          Save
        </button>
        <button class="btn" type="button" onClick={() => setOpen(false)}>
          Cancel
        </button>
      </p>
    </form>
  );
}
