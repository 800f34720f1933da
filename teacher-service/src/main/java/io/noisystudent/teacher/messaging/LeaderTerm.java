package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Labeling;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.ModelEvent.ModelPromoted;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.teacher.curriculum.Curriculum;
import io.noisystudent.teacher.curriculum.CurriculumDecision;
import io.noisystudent.teacher.curriculum.CurriculumEvent;
import io.noisystudent.teacher.curriculum.CurriculumEvent.ModelAnnounced;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TrainingReported;
import io.noisystudent.teacher.curriculum.CurriculumTransaction;
import io.noisystudent.teacher.curriculum.Generations;
import io.noisystudent.teacher.curriculum.LogReset;
import io.noisystudent.teacher.curriculum.Observation;
import io.noisystudent.teacher.curriculum.StateDescriptions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNullElse;

/**
 * The time in which this instance is active: from an assignment of the partitions to their loss or to the first failed
 * transaction. Its memory is the log of states as it was at the beginning, and what it has committed since.
 */
final class LeaderTerm implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderTerm.class);
    private static final int PAUSE_TICKS = 5;

    private final CurriculumOwner.Parts parts;
    private final Consumer<byte[], byte[]> consumer;
    private final Transactions transactions;
    private final Outbox outbox;
    private final EventDecoder decoder;
    private final EvaluationWorker evaluationWorker;
    private final PassedWork passed;
    private final TrainingNews training = new TrainingNews();
    private final Map<Request, GenerationState> unanswered = new LinkedHashMap<>();
    private final long tickMillis;
    private final long begun;
    private final Topics topics;
    private Generations generations;
    private long nextTick;
    private CurriculumDecision idle = new CurriculumDecision.Wait("looking at the logs");
    private CurriculumDecision nextIdle = idle;
    private @Nullable ModelRef teacher;
    private boolean mayHaveMoved = true;
    private boolean compared;
    private @Nullable String foreign;
    private @Nullable String reset;

    private LeaderTerm(
            OwnerSettings settings,
            CurriculumOwner.Parts parts,
            Consumer<byte[], byte[]> consumer,
            Transactions transactions,
            Generations generations,
            ErrorCount errors) {
        this.parts = parts;
        this.consumer = consumer;
        this.transactions = transactions;
        this.generations = generations;
        this.tickMillis = settings.tick().toMillis();
        this.begun = parts.nanoTime().getAsLong();
        this.topics = settings.topics();
        this.outbox = new Outbox(topics, transactions::partitions, parts.clock(), parts.tracing());
        this.decoder = new EventDecoder(topics);
        this.evaluationWorker = new EvaluationWorker(parts.evaluation(), PAUSE_TICKS * tickMillis, errors);
        this.passed = new PassedWork(settings, parts.nanoTime(), new Broker());
    }

    /**
     * Takes over: the predecessor is fenced first, so that the log of states and the committed offsets are its last
     * word and belong together.
     */
    static LeaderTerm begin(
            OwnerSettings settings, CurriculumOwner.Parts parts, Consumer<byte[], byte[]> consumer, ErrorCount errors) {
        Transactions transactions = new Transactions(settings);
        try (GenerationLog log = new GenerationLog(settings)) {
            Generations generations = log.readToEnd();
            rewind(consumer);
            LOG.info("instance={} goes on from {}", parts.instance(), generations);
            return new LeaderTerm(settings, parts, consumer, transactions, generations, errors);
        } catch (RuntimeException | Error e) {
            transactions.close();
            throw e;
        }
    }

    /** Everything that has come becomes one transaction. */
    void process(ConsumerRecords<byte[], byte[]> records, List<Request> requests) {
        CurriculumTransaction transaction = new CurriculumTransaction(parts.curriculum(), generations);
        records.forEach(record -> read(transaction, record));
        requests.forEach(request -> serve(transaction, request));
        evaluationWorker.results().forEach(transaction::apply);
        look(transaction);
        if (!records.isEmpty() || !transaction.changed().isEmpty()) {
            transactions.commit(outbox.records(transaction), positions(), consumer.groupMetadata());
        }
        Generations before = generations;
        generations = transaction.generations();
        announce(before, transaction);
        evaluationWorker.consider(generations, elapsedMillis());
    }

    OwnerStatus status() {
        String obstacle = evaluationWorker.obstacle();
        String text = generations
                .open()
                .map(open -> StateDescriptions.describe(open) + (obstacle == null ? "" : " (" + obstacle + ")"))
                .orElse(idle.reason());
        boolean finished = generations.open().isEmpty() && idle instanceof CurriculumDecision.Finished;
        return new OwnerStatus(true, text, finished, teacher, training.of(generations), lag(), reset);
    }

    private void read(CurriculumTransaction transaction, ConsumerRecord<byte[], byte[]> record) {
        if (record.partition() != Topics.ORDERED) {
            LOG.warn(
                    "topic={} partition={} offset={} skipped: answers and events are read in partition {} only",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    Topics.ORDERED);
            parts.listener().onBadMessage(record.topic());
            return;
        }
        try {
            CurriculumEvent event = decoder.decode(record);
            parts.listener().onEvent(record.topic());
            if (event instanceof TrainingReported reported) {
                training.accept(reported.progress());
                if (isAwaited(reported.progress().requestId())) {
                    passed.onTraining();
                }
            }
            mayHaveMoved |= event instanceof ModelAnnounced announced && announced.event() instanceof ModelPromoted;
            transaction.apply(event);
        } catch (NoisyStudentException e) {
            LOG.warn("topic={} offset={} skipped: {}", record.topic(), record.offset(), e.describe());
            parts.listener().onBadMessage(record.topic());
        }
    }

    private boolean isAwaited(String request) {
        return generations.open().orElse(null) instanceof Training open
                && open.requests().stream().anyMatch(awaited -> awaited.id().equals(request));
    }

    private void serve(CurriculumTransaction transaction, Request request) {
        try {
            GenerationState state = transaction.apply(request.event().get());
            if (state != null) {
                unanswered.put(request, state);
            }
        } catch (NoisyStudentException e) {
            request.answer().completeExceptionally(e);
        }
    }

    /** Observes logs and registry if the state asks for it: in every tick, and at once when something was just decided. */
    private void look(CurriculumTransaction transaction) {
        long now = elapsedMillis();
        if (now < nextTick && transaction.changed().isEmpty()) {
            return;
        }
        nextTick = now + tickMillis;
        try {
            Map<String, String> logs = parts.environment().logs();
            transaction.apply(new CurriculumEvent.LogsSeen(logs));
            notice(transaction, logs);
            if (transaction.changed().isEmpty()) {
                // What this transaction asks for is not written yet.
                passed.check(generations).ifPresent(transaction::apply);
            }
            Optional<Labeling> answered = Curriculum.answeredBy(transaction.generations());
            if (answered.isPresent()) {
                transaction.apply(new CurriculumEvent.AnswersMeasured(
                        answered.get().plan().id(), parts.environment().written(topics.pseudoLabels())));
            } else if (transaction.generations().open().isEmpty()) {
                Observation seen = parts.environment().observe();
                teacher = seen.teacher();
                parts.environment().requireFit(seen);
                transaction.apply(new CurriculumEvent.Observed(seen));
                nextIdle = requireNonNullElse(transaction.idle(), idle);
            } else if (mayHaveMoved) {
                teacher = parts.environment().teacher();
                mayHaveMoved = false;
            }
        } catch (NoisyStudentException e) {
            nextIdle = new CurriculumDecision.Wait(e.describe());
        }
    }

    /** Since the beginning; by a clock that cannot be set. */
    private long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(parts.nanoTime().getAsLong() - begun);
    }

    /** The registry is asked when no generation is open for the first time, and after changes while it is known to be older. */
    private void notice(CurriculumTransaction transaction, Map<String, String> logs) {
        boolean idle = transaction.generations().open().isEmpty();
        if (idle && (!compared || (foreign != null && !transaction.changed().isEmpty()))) {
            foreign = LogReset.ofRegistry(
                            topics.generations(),
                            logs.get(topics.generations()),
                            transaction.generations(),
                            parts.environment().versions())
                    .orElse(null);
            compared = true;
        }
        String before = reset;
        reset = foreign == null
                ? LogReset.ofTopics(transaction.generations(), logs).orElse(null)
                : foreign;
        if (reset != null && !reset.equals(before)) {
            LOG.warn("{} {}", ErrorCode.LOG_RESET, reset);
        }
    }

    private void announce(Generations before, CurriculumTransaction transaction) {
        unanswered.forEach((request, state) -> request.answer().complete(state));
        unanswered.clear();
        transaction.notes().forEach(LOG::warn);
        transaction.changed().forEach(state -> {
            if (StateDescriptions.isNews(before.find(state.plan().id()).orElse(null), state)) {
                LOG.info("generation={} {}", state.plan().id(), StateDescriptions.headline(state));
            }
            parts.listener().onState(state);
        });
        if (!nextIdle.equals(idle)) {
            idle = nextIdle;
            LOG.info("curriculum: {}", idle.reason());
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> positions() {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        consumer.assignment()
                .forEach(partition -> positions.put(partition, new OffsetAndMetadata(consumer.position(partition))));
        return positions;
    }

    private static void rewind(Consumer<byte[], byte[]> consumer) {
        consumer.committed(consumer.assignment()).forEach((partition, offset) -> {
            if (offset == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset);
            }
        });
    }

    private Map<String, Long> lag() {
        Map<String, Long> lag = new HashMap<>();
        consumer.assignment().forEach(partition -> consumer.currentLag(partition)
                .ifPresent(records -> lag.merge(partition.topic(), records, Long::sum)));
        return lag;
    }

    /** As this owner sees it. */
    private final class Broker implements PassedWork.Look {
        @Override
        public boolean hasPassed(String group, String topic) {
            return parts.environment().hasPassed(group, topic);
        }

        @Override
        public boolean isAllRead() {
            // No answer comes from the registry.
            return consumer.assignment().stream()
                    .filter(input -> !input.topic().equals(topics.models()))
                    .allMatch(input -> parts.environment().written(input.topic()).stream()
                            .filter(log -> log.partition() == input.partition())
                            .allMatch(log -> consumer.position(input) >= log.to()));
        }
    }

    @Override
    public void close() {
        evaluationWorker.close();
        unanswered.keySet().forEach(request -> request.refuse(parts.instance()));
        transactions.close();
    }
}
