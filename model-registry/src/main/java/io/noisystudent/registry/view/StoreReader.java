package io.noisystudent.registry.view;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

import static java.util.Objects.requireNonNull;

/**
 * Lists what a store has beyond a known key, and fetches it with several requests at a time.
 *
 * <p>An object that the store does not give is damaged, and the others are fetched nevertheless. That takes a store that
 * answers otherwise, and no more than {@value #MOST_UNREADABLE} such objects at a time: else it is the store that fails.
 */
public final class StoreReader implements AutoCloseable, Listing {
    private static final int PAGE = 1000;
    private static final int CONNECTIONS = 8;
    private static final int MOST_UNREADABLE = 100;

    private final ObjectStore store;
    private final DamageLog damage;
    private final ExecutorService fetchers;

    public StoreReader(ObjectStore store, DamageLog damage) {
        this.store = requireNonNull(store, "store is null");
        this.damage = requireNonNull(damage, "damage is null");
        this.fetchers = Executors.newFixedThreadPool(CONNECTIONS, task -> {
            Thread thread = new Thread(task, "store-reader");
            thread.setDaemon(true);
            return thread;
        });
    }

    DamageLog damage() {
        return damage;
    }

    /**
     * Some keys.
     *
     * @param isLast whether none comes after them
     */
    record Page(List<String> keys, boolean isLast) {}

    /** The first keys under {@code prefix} that come after {@code after}, with one request. */
    Page page(String prefix, String after) {
        List<String> keys =
                store.list(prefix, after, PAGE).stream().map(ObjectStat::key).toList();
        return new Page(keys, keys.size() < PAGE);
    }

    @Override
    public List<String> keys(String prefix, String after) {
        List<String> keys = new ArrayList<>();
        String last = after;
        while (true) {
            Page page = page(prefix, last);
            keys.addAll(page.keys());
            if (page.isLast()) {
                return keys;
            }
            last = keys.get(keys.size() - 1);
        }
    }

    /** One request for each. */
    @Override
    public List<String> children(String prefix) {
        List<String> names = new ArrayList<>();
        String last = "";
        while (true) {
            List<ObjectStat> next = store.list(prefix, last, 1);
            if (next.isEmpty()) {
                return names;
            }
            String rest = next.get(0).key().substring(prefix.length());
            int slash = rest.indexOf('/');
            if (slash < 0) {
                last = next.get(0).key();
            } else {
                names.add(rest.substring(0, slash));
                // '0' follows '/', so nothing of this child comes after it.
                last = prefix + rest.substring(0, slash) + "0";
            }
        }
    }

    /** The contents of these objects by key, in the same order, without those that are not there or damaged. */
    Map<String, byte[]> fetch(List<String> keys) {
        return fetch(keys, (key, content) -> content);
    }

    /** What is read from these objects, which happens on the threads that fetch them; as {@link #fetch(List)}. */
    <T> Map<String, T> fetch(List<String> keys, BiFunction<String, byte[], T> read) {
        Map<String, CompletableFuture<Optional<T>>> requests = new LinkedHashMap<>();
        keys.forEach(key -> requests.put(
                key,
                CompletableFuture.supplyAsync(
                        () -> store.get(key).map(content -> read.apply(key, content)), fetchers)));
        Map<String, T> contents = new LinkedHashMap<>();
        Map<String, NoisyStudentException> failures = new LinkedHashMap<>();
        requests.forEach((key, request) -> {
            try {
                request.join().ifPresent(content -> contents.put(key, content));
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof NoisyStudentException refusal)) {
                    throw e;
                }
                failures.put(key, refusal);
            }
        });
        requireThatTheStoreAnswers(failures);
        failures.forEach(damage::found);
        return contents;
    }

    private void requireThatTheStoreAnswers(Map<String, NoisyStudentException> failures) {
        if (failures.isEmpty()) {
            return;
        }
        Map.Entry<String, NoisyStudentException> first =
                failures.entrySet().iterator().next();
        if (failures.size() > MOST_UNREADABLE) {
            throw first.getValue();
        }
        store.list(first.getKey(), "", 1);
    }

    /** The content of one object, which may not be there. */
    Optional<byte[]> read(String key) {
        return store.get(key);
    }

    @Override
    public void close() {
        fetchers.shutdownNow();
    }
}
