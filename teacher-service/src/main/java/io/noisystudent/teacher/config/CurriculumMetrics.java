package io.noisystudent.teacher.config;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Decided;
import io.noisystudent.contracts.event.LabelingSummary;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.teacher.messaging.CurriculumListener;
import io.noisystudent.teacher.messaging.CurriculumOwner;
import io.noisystudent.teacher.messaging.DataWatch;
import io.noisystudent.teacher.messaging.GenerationFollower;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code noisystudent_curriculum_*}: what the owner did and where the open generation stands. Labels have few values:
 * kinds of topics and of states, never ids.
 */
public final class CurriculumMetrics implements CurriculumListener {
    private static final String PREFIX = "noisystudent.curriculum.";
    private static final Map<String, Class<? extends GenerationState>> OPEN_STATES = Map.of(
            "labeling", GenerationState.Labeling.class,
            "training", GenerationState.Training.class,
            "evaluating", GenerationState.Evaluating.class);

    private final MeterRegistry meters;
    private final Topics topics;
    private final Counter aborted;

    CurriculumMetrics(MeterRegistry meters, Topics topics) {
        this.meters = meters;
        this.topics = topics;
        this.aborted = Counter.builder(PREFIX + "turns.aborted")
                .description("Transactions that failed and were done again")
                .register(meters);
        // From 0, because Prometheus does not count the appearance of a series with value 1 as an increase.
        List.of(topics.labelingProgress(), topics.evaluations(), topics.trainingProgress(), topics.models())
                .forEach(this::badMessages);
    }

    /** Publishes the gauges. */
    void observe(CurriculumOwner owner, GenerationFollower follower) {
        gauge(
                "active",
                "1 on the instance that owns the curriculum",
                () -> owner.status().active() ? 1 : 0);
        gauge("lag", "Records of the inputs that are not read yet", () -> owner.status().lag().values().stream()
                .mapToLong(Long::longValue)
                .sum());
        gauge("generation", "Number of the newest generation; -1 before the first", () -> follower.generations()
                .last()
                .map(state -> state.plan().number())
                .orElse(-1));
        OPEN_STATES.forEach((name, state) -> Gauge.builder(PREFIX + "state", follower, known -> known.generations()
                        .open()
                        .filter(state::isInstance)
                        .map(open -> 1)
                        .orElse(0))
                .description("1 for the state that the open generation is in")
                .tag("state", name)
                .register(meters));
        gauge(
                "without.promotion",
                "Generations in a row that were decided without a promotion",
                () -> follower.generations().withoutPromotion());
        gauge("labeling.tasks", "Labeling tasks of the open generation", () -> labeling(follower)
                .tasks());
        gauge("labeling.tasks.done", "Answered labeling tasks of the open generation", () -> labeling(follower)
                .tasksDone());
        gauge("labeling.accepted", "Accepted pseudo-labels of the open generation", () -> labeling(follower)
                .accepted());
        gauge("labeling.rejected", "Rejected samples of the open generation", () -> labeling(follower)
                .rejected());
        gauge("labeling.unreadable", "Unreadable samples of the open generation", () -> labeling(follower)
                .unreadable());
    }

    /** Publishes how long readers have waited for transactions to end, and what is wrong with the data logs. */
    void observe(LogWatch logs) {
        gauge("lso.age.seconds", "Seconds since the oldest open transaction was first seen", logs::ageSeconds);
        DataWatch data = logs.data();
        gauge(
                "data.missing.records",
                "Records that generations learned from and that the logs no longer have",
                () -> data.review()
                        .map(review -> (double) review.missingRecords())
                        .orElse(Double.NaN));
        gauge(
                "data.scattered.keys",
                "Keys in more than one partition, which corrections and deletions miss",
                () -> data.review()
                        .map(review -> (double) review.scatteredKeys())
                        .orElse(Double.NaN));
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value).description(description).register(meters);
    }

    private static LabelingSummary labeling(GenerationFollower follower) {
        return follower.generations().open().map(GenerationState::labeling).orElse(LabelingSummary.NONE);
    }

    @Override
    public void onState(GenerationState state) {
        if (state instanceof Decided) {
            Counter.builder(PREFIX + "decisions")
                    .description("Generations that were decided here")
                    .tag("outcome", state.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                    .register(meters)
                    .increment();
        }
    }

    @Override
    public void onEvent(String topic) {
        counter("events", "Records that were read", topic).increment();
    }

    @Override
    public void onBadMessage(String topic) {
        badMessages(topic).increment();
    }

    private Counter badMessages(String topic) {
        return counter("bad.messages", "Records that could not be understood and were skipped", topic);
    }

    @Override
    public void onAborted() {
        aborted.increment();
    }

    private Counter counter(String name, String description, String topic) {
        return Counter.builder(PREFIX + name)
                .description(description)
                .tag("topic", topic.substring(topics.pipeline().length() + 1))
                .register(meters);
    }
}
