package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loaded versions. A new one is loaded in the background while others work; a version is closed when it is unused
 * and others have been used since.
 *
 * <p>Where only one version fits at a time, the next one is loaded when all who use the present one have ended; who asks
 * for that one again meanwhile waits for its turn after the next one. So no use is cut short, and none waits for ever.
 *
 * <p>Thread-safe. A version that cannot be loaded is tried again at the next call.
 */
public final class ModelCache implements AutoCloseable {
    /** Any client may ask for versions that do not exist. */
    static final int MOST_FAILURES = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);

    private final Function<ModelRef, LoadedModel> loader;
    private final int idle;
    private final Swap swap;
    private final ExecutorService background;
    /** In the order of their last use. */
    private final Map<ModelRef, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** The one that was looked at longest ago goes first: that of the teacher stays, since every probe looks at it. */
    private final Map<ModelRef, NoisyStudentException> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ModelRef, NoisyStudentException> eldest) {
            return size() > MOST_FAILURES;
        }
    };

    /** They have a successor that waits until they are unused; in no other map or list. */
    private final Set<Entry> replaced = new HashSet<>();

    private long loads;

    /** How a version comes in another's place. */
    public enum Swap {
        /** The next one is loaded while others work. */
        WHILE_OTHERS_WORK,
        /** The one before is closed first. */
        ONE_AT_A_TIME
    }

    /** A version and how many use it now. */
    private static final class Entry {
        final CompletableFuture<LoadedModel> model;
        int users;

        Entry(CompletableFuture<LoadedModel> model) {
            this.model = model;
        }
    }

    /** The right to use a version until {@link #close}. */
    public final class Lease implements AutoCloseable {
        private final Entry entry;
        private final LoadedModel model;
        private boolean returned;

        private Lease(Entry entry, LoadedModel model) {
            this.entry = entry;
            this.model = model;
        }

        public LoadedModel model() {
            return model;
        }

        @Override
        public void close() {
            synchronized (entries) {
                if (!returned) {
                    returned = true;
                    entry.users--;
                    entries.notifyAll();
                }
            }
            closeIdle(idle);
        }
    }

    /**
     * @param idle unused versions that stay loaded all the same: 2 for a teacher and a candidate that
     *     are evaluated in turn
     */
    public ModelCache(ModelLoader loader, int idle, Swap swap) {
        this(loader::load, idle, swap);
    }

    ModelCache(Function<ModelRef, LoadedModel> loader, int idle, Swap swap) {
        this.loader = loader;
        this.idle = idle;
        this.swap = swap;
        this.background = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "load-models");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Waits until a version is loaded and holds it.
     *
     * @throws NoisyStudentException why it cannot be loaded
     */
    public Lease lease(ModelRef ref) {
        Entry entry;
        synchronized (entries) {
            entry = entry(ref);
            entry.users++;
        }
        try {
            LoadedModel model = entry.model.join();
            closeIdle(idle);
            return new Lease(entry, model);
        } catch (CompletionException e) {
            if (e.getCause() instanceof NoisyStudentException refusal) {
                throw refusal;
            }
            throw new NoisyStudentException(
                    ErrorCode.INTERNAL, ref.toString(), "the model cannot be loaded: " + e.getCause(), e);
        }
    }

    /** Starts to load a version; failures are logged and show when it is asked for. */
    public void preload(ModelRef ref) {
        synchronized (entries) {
            entry(ref);
        }
    }

    private Entry entry(ModelRef ref) {
        Entry known = entries.get(ref);
        if (known != null) {
            return known;
        }
        Entry made = new Entry(new CompletableFuture<>());
        List<Entry> before = swap == Swap.ONE_AT_A_TIME ? List.copyOf(entries.values()) : List.of();
        if (!before.isEmpty()) {
            replaced.addAll(before);
            entries.clear();
        }
        entries.put(ref, made);
        background.execute(() -> {
            if (end(before)) {
                load(ref, made);
            } else {
                fail(
                        ref,
                        made,
                        new NoisyStudentException(ErrorCode.INTERNAL, ref.toString(), "the labeler is stopping"));
            }
        });
        return made;
    }

    /** Closes versions once they are unused; they were loaded before, on this thread. False when interrupted. */
    private boolean end(List<Entry> before) {
        for (Entry entry : before) {
            synchronized (entries) {
                try {
                    while (isLoaded(entry) && entry.users > 0) {
                        entries.wait();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
                replaced.remove(entry);
            }
            if (isLoaded(entry)) {
                closeOrLog(entry.model.join());
            }
        }
        return true;
    }

    /** The next version is loaded all the same: what this thread throws is not seen, and tasks wait for it. */
    private static void closeOrLog(LoadedModel model) {
        try {
            close(model);
        } catch (RuntimeException | Error e) {
            LOG.error("model={} cannot be closed", model.ref(), e);
        }
    }

    private void load(ModelRef ref, Entry entry) {
        try {
            LoadedModel model = loadedWithRoom(ref);
            synchronized (entries) {
                failures.remove(ref);
                loads++;
            }
            entry.model.complete(model);
        } catch (NoisyStudentException e) {
            LOG.error("model={} cannot be used: {}", ref, e.describe());
            fail(ref, entry, e);
        } catch (RuntimeException | Error e) {
            // What this thread throws is not seen, and tasks wait for the model.
            LOG.error("model={} cannot be loaded", ref, e);
            fail(
                    ref,
                    entry,
                    new NoisyStudentException(ErrorCode.of(e), ref.toString(), "the model cannot be loaded: " + e, e));
        }
    }

    /** Versions that are kept though unused are the first that can make room on a device. */
    private LoadedModel loadedWithRoom(ModelRef ref) {
        try {
            return loader.apply(ref);
        } catch (NoisyStudentException e) {
            if (e.code() != ErrorCode.DEVICE_MEMORY || closeIdle(0) == 0) {
                throw e;
            }
            LOG.warn("model={} is loaded again, now that unused versions are closed: {}", ref, e.describe());
            return loader.apply(ref);
        }
    }

    private void fail(ModelRef ref, Entry entry, NoisyStudentException failure) {
        synchronized (entries) {
            entries.remove(ref, entry);
            failures.put(ref, failure);
        }
        entry.model.completeExceptionally(failure);
    }

    /**
     * Closes those that were used longest ago.
     *
     * @param kept so many unused versions
     * @return the number of versions that were closed
     */
    private int closeIdle(int kept) {
        List<LoadedModel> closing = new ArrayList<>();
        synchronized (entries) {
            long unused = entries.values().stream().filter(ModelCache::isIdle).count();
            Iterator<Map.Entry<ModelRef, Entry>> oldestFirst =
                    entries.entrySet().iterator();
            while (unused > kept && oldestFirst.hasNext()) {
                Entry entry = oldestFirst.next().getValue();
                if (isIdle(entry)) {
                    oldestFirst.remove();
                    closing.add(entry.model.join());
                    unused--;
                }
            }
        }
        closing.forEach(ModelCache::close);
        return closing.size();
    }

    private static void close(LoadedModel model) {
        model.close();
        LOG.info("model={} closed", model.ref());
    }

    private static boolean isIdle(Entry entry) {
        return entry.users == 0 && isLoaded(entry);
    }

    private static boolean isLoaded(Entry entry) {
        return entry.model.isDone() && !entry.model.isCompletedExceptionally();
    }

    /** The versions that are loaded now, the one that was used last at the end. */
    public List<ModelRef> loaded() {
        synchronized (entries) {
            return entries.entrySet().stream()
                    .filter(entry -> entry.getValue().model.isDone())
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /** Why a version could not be loaded; null if it could be since, or was not asked for lately. */
    public @Nullable NoisyStudentException failure(ModelRef ref) {
        synchronized (entries) {
            return failures.get(ref);
        }
    }

    /** How many times a version was made ready. */
    public long loads() {
        synchronized (entries) {
            return loads;
        }
    }

    /** The version that was used last, if any. */
    public @Nullable ModelRef latest() {
        List<ModelRef> loaded = loaded();
        return loaded.isEmpty() ? null : loaded.get(loaded.size() - 1);
    }

    @Override
    public void close() {
        background.shutdownNow();
        synchronized (entries) {
            Stream.concat(entries.values().stream(), replaced.stream())
                    .filter(ModelCache::isLoaded)
                    .forEach(entry -> entry.model.join().close());
            entries.clear();
            replaced.clear();
        }
    }
}
