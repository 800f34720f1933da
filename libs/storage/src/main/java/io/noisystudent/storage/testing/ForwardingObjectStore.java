package io.noisystudent.storage.testing;

import io.noisystudent.storage.ByteRange;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.PutResult;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Passes everything on; tests override what goes wrong. */
public class ForwardingObjectStore implements ObjectStore {
    private final ObjectStore store;

    public ForwardingObjectStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public PutResult create(String key, InputStream content, long length) {
        return store.create(key, content, length);
    }

    @Override
    public PutResult create(String key, Path file) {
        return store.create(key, file);
    }

    @Override
    public void replace(String key, Path file) {
        store.replace(key, file);
    }

    @Override
    public void replace(String key, byte[] content) {
        store.replace(key, content);
    }

    @Override
    public InputStream open(String key, ByteRange range) {
        return store.open(key, range);
    }

    @Override
    public InputStream open(String key) {
        return store.open(key);
    }

    @Override
    public Optional<byte[]> get(String key) {
        return store.get(key);
    }

    @Override
    public Optional<ObjectStat> stat(String key) {
        return store.stat(key);
    }

    @Override
    public List<ObjectStat> list(String prefix, String after, int limit) {
        return store.list(prefix, after, limit);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }
}
