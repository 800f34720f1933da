package io.noisystudent.trainer.checkpoint;

import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.OutcomeUnknownException;
import java.util.List;
import java.util.Optional;

/** Notes in the store, beside the checkpoints: every trainer sees them. */
final class StoredNotes implements NoteShelf {
    private static final int MOST = 1000;

    private final ObjectStore store;
    private final String prefix;

    StoredNotes(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    @Override
    public List<String> names() {
        return store.list(prefix, "", MOST).stream()
                .map(ObjectStat::key)
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    @Override
    public Optional<byte[]> read(String name) {
        return store.get(prefix + name);
    }

    @Override
    public boolean create(String name, byte[] content) {
        try {
            return store.create(prefix + name, content).isCreated();
        } catch (OutcomeUnknownException e) {
            // A second note of the same start would count it twice.
            return true;
        }
    }

    @Override
    public void delete(String name) {
        store.delete(prefix + name);
    }
}
