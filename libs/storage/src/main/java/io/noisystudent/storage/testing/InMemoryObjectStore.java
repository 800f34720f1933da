package io.noisystudent.storage.testing;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.storage.ByteRange;
import io.noisystudent.storage.ObjectKeys;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.OutcomeUnknownException;
import io.noisystudent.storage.PutResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * A store in memory that keeps the port's promises, or breaks them in the ways that real stores do.
 *
 * <p>Faults of creates: each create, in the order of their arrival, takes one from the queue that {@link
 * #failNextCreate} fills. {@link #ignoreConditions} makes it a store that overwrites. Faults of reads: {@link
 * #makeUnreadable} and {@link #breakReads} last until the object is replaced or removed.
 */
public final class InMemoryObjectStore implements ObjectStore {
    private final ConcurrentSkipListMap<String, Stored> objects = new ConcurrentSkipListMap<>(ObjectKeys.ORDER);
    private final Queue<StoreFault> faults = new ConcurrentLinkedQueue<>();
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> breaking = new ConcurrentHashMap<>();
    private final Clock clock;
    private volatile boolean unconditional;
    private volatile boolean down;

    public InMemoryObjectStore() {
        this(Clock.systemUTC());
    }

    public InMemoryObjectStore(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** From now on creates overwrite, as on a store that does not know the condition. */
    public void ignoreConditions() {
        unconditional = true;
    }

    /** From now on, and until it is called with false, every request fails with {@code STORE_UNAVAILABLE}. */
    public void setDown(boolean value) {
        down = value;
    }

    public void failNextCreate(StoreFault fault) {
        faults.add(fault);
    }

    /** From now on the object is listed, and reading it fails with {@code STORE_UNAVAILABLE}. */
    public void makeUnreadable(String key) {
        unreadable.add(key);
    }

    /** From now on a stream of the object fails after so many bytes, as when its connection breaks. */
    public void breakReads(String key, int after) {
        breaking.put(key, after);
    }

    @Override
    public PutResult create(String key, InputStream content, long length) {
        requireUp(key);
        ObjectKeys.require(key);
        byte[] bytes;
        try {
            bytes = content.readNBytes(Math.toIntExact(Math.min(length + 1, Integer.MAX_VALUE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (bytes.length != length) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, key, "the content is not the declared " + length + " bytes; send it again");
        }
        return create(key, new Stored(bytes, etag(bytes), clock.instant()), faults.poll());
    }

    private PutResult create(String key, Stored object, @Nullable StoreFault fault) {
        if (fault == StoreFault.LOSE_REQUEST) {
            throw new OutcomeUnknownException(key, "the request was lost (a fault on request)", null);
        }
        if (fault == StoreFault.REFUSE) {
            throw unavailable(key);
        }
        Stored before = unconditional ? null : objects.putIfAbsent(key, object);
        if (unconditional) {
            objects.put(key, object);
        }
        if (fault == StoreFault.LOSE_REPLY) {
            throw new OutcomeUnknownException(key, "the reply was lost (a fault on request)", null);
        }
        return before == null ? new PutResult.Created(object.etag) : new PutResult.AlreadyExists();
    }

    @Override
    public PutResult create(String key, Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return create(key, content, Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void replace(String key, byte[] content) {
        requireUp(key);
        objects.put(ObjectKeys.require(key), new Stored(content.clone(), etag(content), clock.instant()));
        forgetFaults(key);
    }

    @Override
    public void replace(String key, Path file) {
        try {
            replace(key, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream open(String key, ByteRange range) {
        byte[] bytes = existing(key).bytes;
        if (range.offset() >= bytes.length) {
            throw new NoisyStudentException(
                    ErrorCode.RANGE_NOT_SATISFIABLE,
                    key,
                    "offset " + range.offset() + " is beyond the object's " + bytes.length + " bytes");
        }
        int length = Math.toIntExact(Math.min(range.length(), bytes.length - range.offset()));
        return stream(key, new ByteArrayInputStream(bytes, Math.toIntExact(range.offset()), length));
    }

    @Override
    public InputStream open(String key) {
        return stream(key, new ByteArrayInputStream(existing(key).bytes));
    }

    @Override
    public Optional<byte[]> get(String key) {
        requireReadable(key);
        Stored found = objects.get(ObjectKeys.require(key));
        if (found != null && found.bytes.length > SMALL_OBJECT_BYTES) {
            throw new NoisyStudentException(
                    ErrorCode.TOO_LARGE,
                    key,
                    found.bytes.length + " bytes are more than " + SMALL_OBJECT_BYTES + "; open it as a stream");
        }
        return Optional.ofNullable(found).map(object -> object.bytes.clone());
    }

    @Override
    public Optional<ObjectStat> stat(String key) {
        requireUp(key);
        return Optional.ofNullable(objects.get(ObjectKeys.require(key))).map(object -> object.stat(key));
    }

    @Override
    public List<ObjectStat> list(String prefix, String after, int limit) {
        requireUp(prefix);
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be positive, not " + limit);
        }
        return objects.tailMap(after, false).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .limit(limit)
                .map(entry -> entry.getValue().stat(entry.getKey()))
                .toList();
    }

    @Override
    public void delete(String key) {
        requireUp(key);
        objects.remove(ObjectKeys.require(key));
        forgetFaults(key);
    }

    private void forgetFaults(String key) {
        unreadable.remove(key);
        breaking.remove(key);
    }

    private InputStream stream(String key, InputStream content) {
        Integer after = breaking.get(key);
        return after == null ? content : new BreakingStream(content, after);
    }

    private void requireReadable(String key) {
        requireUp(key);
        if (unreadable.contains(key)) {
            throw new NoisyStudentException(
                    ErrorCode.STORE_UNAVAILABLE, key, "the object cannot be read (a fault on request)");
        }
    }

    private Stored existing(String key) {
        requireReadable(key);
        Stored found = objects.get(ObjectKeys.require(key));
        if (found == null) {
            throw new NoisyStudentException(ErrorCode.NOT_FOUND, key, "there is no such object; check the key");
        }
        return found;
    }

    private void requireUp(String key) {
        if (down) {
            throw unavailable(key);
        }
    }

    private static NoisyStudentException unavailable(String key) {
        return new NoisyStudentException(ErrorCode.STORE_UNAVAILABLE, key, "the store is down (a fault on request)");
    }

    private static String etag(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Stored {
        private final byte[] bytes;
        private final String etag;
        private final Instant lastModified;

        Stored(byte[] bytes, String etag, Instant lastModified) {
            this.bytes = bytes;
            this.etag = etag;
            this.lastModified = lastModified;
        }

        ObjectStat stat(String key) {
            return new ObjectStat(key, bytes.length, etag, lastModified);
        }
    }
}
