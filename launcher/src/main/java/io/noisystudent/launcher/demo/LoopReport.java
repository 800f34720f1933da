package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.DataReview;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.log.LogEnds;
import io.noisystudent.kafka.log.LogRangeReader;
import io.noisystudent.launcher.teacher.LoopStatus;
import io.noisystudent.registryclient.Registry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** Where a running pipeline stands, as text. */
public final class LoopReport {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private LoopReport() {}

    /**
     * Reads topics, registry and teacher-service.
     *
     * @param client properties of a Kafka client that lead to the cluster: addresses and security
     * @param teacher says where the loop stands; what it throws is said in its place
     */
    public static String of(
            PipelineConfig pipeline, Map<String, Object> client, Registry registry, Supplier<LoopStatus> teacher) {
        Topics topics = new Topics(pipeline.name());
        StringBuilder text = new StringBuilder();
        Loop loop = new Loop(new Truth());
        try (LoopReader reader = new LoopReader(client, topics, loop)) {
            reader.readToEnd();
        }
        try (Admin admin = Admin.create(client);
                LogRangeReader reader = new LogRangeReader(client, PATIENCE)) {
            RecordCounts counts = new RecordCounts(admin, reader);
            line(text, "pipeline", pipeline.name());
            line(text, "teacher", teacher(pipeline.name(), registry));
            line(text, "loop", loop(pipeline.name(), teacher));
            line(text, "gate", gate(pipeline.gate()));
            line(
                    text,
                    "records",
                    "%,d labeled, %,d unlabeled",
                    records(admin, topics.labeled()),
                    records(admin, topics.unlabeled()));
            line(
                    text,
                    "waiting",
                    "%,d labeling tasks, %,d evaluation tasks, %,d training requests",
                    counts.lag(topics.labelers(), topics.labelingTasks()),
                    counts.lag(topics.labelers(), topics.evaluationTasks()),
                    counts.lag(topics.trainers(), topics.trainingRequests()));
            line(text, "dead letters", "%,d", counts.of(topics.deadLetters()));
            LogEnds ends = new LogEnds(admin);
            List<LogRange> logs = Stream.of(topics.labeled(), topics.unlabeled())
                    .flatMap(topic -> ends.committed(topic).stream())
                    .toList();
            DataReview.of(loop.generations(), logs).warnings().forEach(warning -> line(text, "warning", warning));
        }
        return text.append('\n').append(Summary.of(Results.of(loop, 0))).toString();
    }

    private static String teacher(String model, Registry registry) {
        return registry.alias(model, AliasSlot.TEACHER)
                .map(LoopReport::describe)
                .orElse("none yet");
    }

    private static String loop(String pipeline, Supplier<LoopStatus> teacher) {
        try {
            LoopStatus status = teacher.get();
            return status.pipeline().equals(pipeline)
                    ? kind(status) + (status.finished() ? "finished: " : "goes on: ") + status.waitingFor()
                    : "unknown, since the teacher-service that was asked works on " + status.pipeline();
        } catch (NoisyStudentException e) {
            return "unknown: " + e.describe();
        }
    }

    private static String gate(GateConfig gate) {
        return gate.rules().isEmpty()
                ? "no rules"
                : gate.rules().stream()
                        .map(rule -> rule.ruleName() + " (compares with "
                                + rule.comparesWith().orElse("no version") + ")")
                        .collect(Collectors.joining(", "));
    }

    /** Of a curriculum that is not the default. */
    private static String kind(LoopStatus status) {
        boolean isDefault = status.curriculum().isEmpty() || status.curriculum().equals(CurriculumKind.NOISY_STUDENT);
        return isDefault ? "" : status.curriculum() + ", ";
    }

    private static String describe(AliasSlot slot) {
        return "version " + slot.version() + ", since " + slot.at().truncatedTo(ChronoUnit.SECONDS) + " ("
                + (slot.kind() == AliasSlot.Kind.OVERRIDE ? "override by " + slot.actor() + ": " : "") + slot.reason()
                + ")";
    }

    private static long records(Admin admin, String topic) {
        return new LogEnds(admin)
                .committed(topic).stream().mapToLong(LogRange::length).sum();
    }

    private static void line(StringBuilder text, String name, String format, Object... values) {
        String value = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
        text.append(String.format(Locale.ROOT, "%-14s%s%n", name, value));
    }
}
