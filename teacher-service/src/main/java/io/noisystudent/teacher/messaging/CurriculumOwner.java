package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.trace.RecordTracing;
import io.noisystudent.teacher.curriculum.Curriculum;
import io.noisystudent.teacher.curriculum.CurriculumEvent;
import io.noisystudent.teacher.curriculum.Observation;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single thread that may change the curriculum, while this instance has the partitions; else it stands by.
 *
 * <p>Records, ticks, requests and the results of evaluations all become events of one {@link LeaderTerm}, one turn after
 * the other, so that none of them can overtake another and all are fenced in the same way.
 */
public final class CurriculumOwner implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CurriculumOwner.class);
    private static final Duration WAIT = Duration.ofMillis(100);

    private final OwnerSettings settings;
    private final Parts parts;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final ErrorCount errors = new ErrorCount();
    private boolean owning;
    private @Nullable LeaderTerm term;
    private volatile OwnerStatus status = OwnerStatus.STANDBY;
    private volatile boolean joined;
    private volatile boolean closed;
    private volatile boolean ended;
    private volatile long lastTurnMillis;

    /**
     * What the owner works with.
     *
     * @param instance name of this process, for people
     * @param evaluation scores a candidate and asks the gate; on {@code workers}, never on the owner's thread; its
     *     failures are {@code NoisyStudentException}
     * @param clock dates what happens
     * @param nanoTime as {@link System#nanoTime}: by it is waited
     */
    public record Parts(
            String instance,
            Curriculum curriculum,
            CurriculumEnvironment environment,
            Function<Evaluating, CurriculumEvent> evaluation,
            CurriculumListener listener,
            RecordTracing tracing,
            Clock clock,
            LongSupplier nanoTime) {}

    public CurriculumOwner(OwnerSettings settings, Parts parts) {
        this.settings = settings;
        this.parts = parts;
        this.consumer = new KafkaConsumer<>(settings.consumer());
        this.lastTurnMillis = parts.clock().millis();
    }

    /** What this instance does now. */
    public OwnerStatus status() {
        return status;
    }

    /** Whether this instance has been a member of the group. */
    public boolean isJoined() {
        return joined;
    }

    /** Whether the owner's thread ended before it was asked to. */
    public boolean isLost() {
        return ended && !closed;
    }

    /** When the owner's thread last came round, by the clock. */
    public long lastTurnMillis() {
        return lastTurnMillis;
    }

    /** Opens a generation now; the answer is its first state. */
    public CompletableFuture<GenerationState> open() {
        return submit(() -> new CurriculumEvent.OpenRequested(observeFit()));
    }

    private Observation observeFit() {
        Observation seen = parts.environment().observe();
        parts.environment().requireFit(seen);
        return seen;
    }

    /** Opens a generation now that averages versions; the answer is its first state. */
    public CompletableFuture<GenerationState> average(Ensemble ensemble) {
        return submit(() -> {
            parts.environment().requireMembers(ensemble);
            return new CurriculumEvent.EnsembleRequested(observeFit(), ensemble);
        });
    }

    /**
     * Opens a generation that adapts a version of the pipeline's model to the size that is served; the answer is its first
     * state, {@code NOT_FOUND} if there is no such version.
     */
    public CompletableFuture<GenerationState> fixres(int version) {
        return submit(() -> new CurriculumEvent.FixResRequested(observeFit(), require(version)));
    }

    private ModelVersion require(int version) {
        return parts.environment().versions().stream()
                .filter(found -> found.model().version() == version)
                .findFirst()
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.NOT_FOUND,
                        Integer.toString(version),
                        "there is no version " + version + " of "
                                + settings.topics().pipeline()
                                + "; './noisy-student models' lists those that there are"));
    }

    /** Ends a generation; the answer is its last state. */
    public CompletableFuture<GenerationState> cancel(String generation) {
        return submit(() -> new CurriculumEvent.CancelRequested(generation));
    }

    private CompletableFuture<GenerationState> submit(Supplier<CurriculumEvent> event) {
        Request request = new Request(event, new CompletableFuture<>());
        if (status.active()) {
            requests.add(request);
        } else {
            request.refuse(parts.instance());
        }
        return request.answer();
    }

    @Override
    public void run() {
        try (consumer) {
            join();
            while (!closed) {
                cycle();
            }
        } finally {
            ended = true;
            end();
        }
    }

    private void cycle() {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(WAIT);
            lastTurnMillis = parts.clock().millis();
            if (!owning) {
                drain().forEach(request -> request.refuse(parts.instance()));
            } else if (term == null) {
                // What was polled is read again: the term begins at the committed offsets.
                term = LeaderTerm.begin(settings, parts, consumer, errors);
                status = term.status();
            } else {
                term.process(records, drain());
                status = term.status();
            }
        } catch (KafkaException e) {
            LOG.warn(
                    "instance={} lost its leader term; rereading from the committed offsets: {}",
                    parts.instance(),
                    e.toString());
            parts.listener().onAborted();
            join();
        } catch (IllegalStateException | IllegalArgumentException | NullPointerException | OutOfMemoryError e) {
            LOG.error("instance={} failed unexpectedly, starts over", parts.instance(), e);
            parts.listener().onAborted();
            join();
        }
    }

    /**
     * Becomes a member, also after a failure: one that was fenced may still believe that it has the partitions, and
     * would fence its successor by starting over. Only the group's next assignment settles it.
     */
    private void join() {
        owning = false;
        end();
        consumer.unsubscribe();
        consumer.subscribe(settings.inputs(), new Assignment());
    }

    private List<Request> drain() {
        List<Request> drained = new ArrayList<>();
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            drained.add(request);
        }
        return drained;
    }

    private void end() {
        if (term != null) {
            term.close();
            term = null;
        }
        status = OwnerStatus.STANDBY;
        drain().forEach(request -> request.refuse(parts.instance()));
    }

    /** Ends the thread in its next cycle. */
    @Override
    public void close() {
        closed = true;
    }

    /** Runs within {@link KafkaConsumer#poll}, so on the owner's thread. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            joined = true;
            owning = settings.inputs().stream()
                    .allMatch(topic -> partitions.contains(new TopicPartition(topic, Topics.ORDERED)));
            LOG.info("instance={} {}", parts.instance(), owning ? "is active" : "stands by");
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            owning = false;
            end();
        }
    }
}
