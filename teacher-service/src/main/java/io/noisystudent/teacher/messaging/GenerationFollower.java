package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.teacher.curriculum.Generations;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read-only view of the generations that every instance has, the active one and those that stand by: what was
 * committed, and nothing else.
 */
public final class GenerationFollower implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationFollower.class);

    private final List<Consumer<GenerationState>> listeners = new CopyOnWriteArrayList<>();
    private final OwnerSettings settings;
    private volatile Generations generations = Generations.NONE;
    private volatile boolean loaded;
    private volatile boolean closed;
    private volatile boolean ended;

    public GenerationFollower(OwnerSettings settings) {
        this.settings = settings;
    }

    /** The newest committed states that have arrived here. */
    public Generations generations() {
        return generations;
    }

    /** Whether the whole log has been read once. */
    public boolean isLoaded() {
        return loaded;
    }

    /** Whether the follower's thread ended before it was asked to. */
    public boolean isLost() {
        return ended && !closed;
    }

    /** Calls {@code listener} with every later state, in order, on the follower's thread; returns what ends that. */
    public Runnable listen(Consumer<GenerationState> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                read();
            }
        } finally {
            ended = true;
        }
    }

    private void read() {
        try (GenerationLog log = new GenerationLog(settings)) {
            generations = log.readToEnd();
            loaded = true;
            follow(log);
        } catch (KafkaException | OutOfMemoryError e) {
            LOG.warn("following the generations failed, starts over: {}", e.toString());
        }
    }

    private void follow(GenerationLog log) {
        while (!closed) {
            List<GenerationState> news = log.poll();
            generations = log.generations();
            news.forEach(state -> listeners.forEach(listener -> listener.accept(state)));
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
