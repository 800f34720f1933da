package io.noisystudent.bench.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * A model with many versions, as the registry lays them out: every version with its lineage and training report,
 * segments of versions, evidence about the newest, bundles of it, and an alias.
 *
 * <p>Written as files to where the embedded store keeps its objects, which takes seconds; it serves files that it did
 * not write.
 */
final class LargeStore {
    static final String MODEL = "shapes";
    /** The newest versions, which a registry watches and puts into no bundle. */
    private static final int WINDOW = 100;

    private static final ObjectMapper JSON = JsonMapper.create();
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> CLASSES = List.of("cat", "dog");
    private static final int SEGMENT = 1000;

    private final Path bucket;
    private final int evaluated;

    /**
     * @param bucket the directory of the bucket
     * @param evaluated how many of the newest versions have evidence
     */
    LargeStore(Path bucket, int evaluated) {
        this.bucket = bucket;
        this.evaluated = evaluated;
    }

    /** Writes so many versions. */
    void fill(int versions, boolean segments) throws IOException {
        for (String kind : List.of("versions", "segments", "bundles", "evaluations", "aliases/teacher")) {
            Files.createDirectories(bucket.resolve(prefix(kind)));
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        ByteArrayOutputStream evidence = new ByteArrayOutputStream();
        for (int number = 1; number <= versions; number++) {
            byte[] version = JSON.writeValueAsBytes(version(number));
            write(prefix("versions") + String.format(Locale.ROOT, "%010d.json", number), version);
            lines.write(version);
            lines.write('\n');
            if (number > versions - evaluated) {
                String directory = prefix("evaluations") + String.format(Locale.ROOT, "%010d", number);
                Files.createDirectories(bucket.resolve(directory));
                byte[] evaluation = JSON.writeValueAsBytes(evaluation(number));
                write(directory + "/validation.json", evaluation);
                evidence.writeBytes((directory + "/validation.json\t").getBytes(StandardCharsets.US_ASCII));
                evidence.writeBytes(evaluation);
                evidence.write('\n');
            }
            if (number % SEGMENT == 0) {
                String range = String.format(Locale.ROOT, "%010d-%010d", number - SEGMENT + 1, number);
                if (segments) {
                    write(prefix("segments") + range + ".jsonl.gz", zipped(lines.toByteArray()));
                }
                if (segments && number + WINDOW <= versions) {
                    write(prefix("bundles") + range + ".gz", zipped(evidence.toByteArray()));
                }
                lines.reset();
                evidence.reset();
            }
        }
        write(
                prefix("aliases/teacher") + String.format(Locale.ROOT, "%020d.json", 1),
                JSON.writeValueAsBytes(new AliasSlot(
                        MODEL,
                        AliasSlot.TEACHER,
                        1,
                        versions,
                        null,
                        "bench",
                        "newest",
                        List.of(),
                        List.of(),
                        "1",
                        NOW,
                        null)));
    }

    private void write(String key, byte[] content) throws IOException {
        Files.write(bucket.resolve(key), content);
    }

    private static byte[] zipped(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static String prefix(String kind) {
        return "models/" + MODEL + "/" + kind + "/";
    }

    private static ModelVersion version(int number) {
        TrainingRequest request = new TrainingRequest(
                "generation-" + number + "-s0",
                MODEL,
                number,
                0,
                TrainingRequest.Purpose.STUDENT,
                recipe(),
                new SelectionConfig(SelectionConfig.AUTO, true),
                number,
                number == 1 ? null : new ModelRef(MODEL, number - 1),
                new TrainingRanges(
                        List.of(new LogRange(MODEL + ".labeled", 0, 0, 10_000L + number)),
                        List.of(new LogRange(MODEL + ".unlabeled", 0, 0, 100_000L + number)),
                        List.of(new LogRange(MODEL + ".pseudo-labels", 0, number, number + 50L)),
                        50,
                        100_000L + number),
                null,
                null,
                null,
                null);
        return new ModelVersion(
                new ModelRef(MODEL, number),
                String.format(Locale.ROOT, "%064x", number),
                100_000L + number,
                CLASSES,
                new Lineage(request, Map.of("java", "17", "os", "Linux", "version", "0.1.0")),
                new TrainingReport(
                        "wrn-16-2",
                        691_000,
                        4000,
                        120,
                        5000,
                        0.2,
                        "float32",
                        2,
                        8000,
                        60_000,
                        0,
                        40_000,
                        0,
                        List.of(20_000, 20_000),
                        0,
                        0.9,
                        null,
                        0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                NOW.plusSeconds(number));
    }

    private static ModelEvaluation evaluation(int number) {
        long right = 400L + number % 100;
        double accuracy = right / 500.0;
        return new ModelEvaluation(
                "validation",
                new ModelRef(MODEL, number),
                Split.VALIDATION,
                new Metrics(
                        1000,
                        accuracy,
                        accuracy - 0.02,
                        accuracy + 0.02,
                        1,
                        0.4,
                        0.05,
                        List.of(accuracy, accuracy),
                        List.of(List.of(right, 500 - right), List.of(500 - right, right))),
                null,
                List.of(new LogRange(MODEL + ".labeled", 0, 0, 10_000)),
                NOW.plusSeconds(number));
    }

    private static Recipe recipe() {
        return new Recipe(
                "wrn-16-2",
                40,
                0,
                64,
                4,
                new Recipe.Objective(true, 1, 0.1, null),
                new OptimizerConfig(0.1, 0.9, 5e-4, 0.05),
                Noise.NONE,
                0.999,
                Phases.JOINT,
                null,
                null);
    }
}
