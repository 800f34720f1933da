package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.dataset.DataSet;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.feed.Feeder;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.registryclient.RegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A network that this project cannot build: imported over the command line, made the teacher, and trained as a student,
 * though broker and store are killed; in the end the launcher is.
 */
class ImportIT {
    private static final int CHANNELS = 8;
    private static final byte[] NO_IMAGE = "<html>".getBytes(StandardCharsets.UTF_8);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String PIPELINE = """
            pipeline:
              name: foreign
              image: {height: 28, width: 28, channels: 1}
              classes: [anchor, arrow, bolt, heart, house, key, moon, spiral, star, umbrella]
              topics: {data-partitions: 1, task-partitions: 1}
              curriculum: {min-new-labels: 20, min-new-samples: 100, max-generations: 1, control: {match: images}, collapse: {max-empty-classes: 9, min-entropy: 0}}
              labeling: {min-confidence: 0, task-samples: 50}
              recipes:
                - {network: mlp, steps: 4, noise: none}
                - {network: teacher, warm-start: true, steps: 8, batch-size: 10, unlabeled-ratio: 2, noise: {crop: 2, cutout: 4, dropout: 0.2}}
            """;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();

    @Test
    void shouldTrainAnImportedNetworkAsAStudent() throws IOException {
        // Given
        Home home = new Home(directory.resolve("my höme"));
        Path file = WeightsBeside.write(convolutions(), directory.resolve("foreign.onnx"));
        Path alone = Files.copy(
                file, Files.createDirectory(directory.resolve("alone")).resolve("alone.onnx"));
        try (UpProcess launcher = UpProcess.start(directory, home, PIPELINE)) {
            Addresses addresses = Addresses.read(home);
            RegistryClient registry = new RegistryClient(URI.create(addresses.registry()));

            // When
            assertThat(run("import", home, file.toString(), "--mean", "0.1,0.2", "--std", "0.3"))
                    .isEqualTo(1);
            assertThat(run("import", home, directory.resolve("absent.onnx").toString()))
                    .isEqualTo(1);
            assertThat(run("import", home, file.toString(), "--layout", "NHWC")).isEqualTo(1);
            assertThat(run("import", home, alone.toString())).isEqualTo(1);
            assertThat(run("import", home, file.toString(), "--channels", "BGR"))
                    .isEqualTo(1);
            assertThat(run("import", home, file.toString(), "--head", "new", "--teacher"))
                    .isEqualTo(1);
            assertThat(run("import", home, file.toString(), "--cut", "flat")).isEqualTo(1);
            assertThat(run("import", home, file.toString(), "--head", "new", "--cut", "nowhere"))
                    .isEqualTo(1);
            assertThat(run("import", home, file.toString(), "--mean", "0.1307", "--std", "0.3081", "--teacher"))
                    .as(errors.toString())
                    .isZero();

            // Then
            assertThat(errors.toString())
                    .contains("CONFIG_INVALID --mean: [0.1, 0.2] has 2 numbers, and the images have 1 channels")
                    .contains("absent.onnx: there is no such file")
                    .contains("SIGNATURE_MISMATCH x: the model has ")
                    .contains("EXTERNAL_DATA initializer features.0.weight", "foreign.onnx.data, which is not there")
                    .contains("CONFIG_INVALID channels: BGR is an order of three channels")
                    .contains("CONFIG_INVALID --teacher: a new classifier has learned no class yet")
                    .contains("CONFIG_INVALID --cut: its own classifier reads what it reads")
                    .contains("SIGNATURE_MISMATCH nowhere: no node of network torch_jit computes 'nowhere'");
            assertThat(screen.toString(StandardCharsets.UTF_8))
                    .contains("its output is their softmax; its logits are scores")
                    .contains("its batch was fixed at 1 and is free now", "the start of students")
                    .contains("foreign/1 is registered", "FOLDED_NORMALIZATION", "foreign/1 is the teacher")
                    .contains("pytorch 2.15.0 wrote the file", "TrainingMode.PRESERVE");
            assertThat(registry.alias("foreign", AliasSlot.TEACHER))
                    .map(AliasSlot::version)
                    .contains(1);

            launcher.assertThatAllHaveOneLocale();
            launcher.killAndAwaitAgain("broker", "object-store");
            feed(addresses.bootstrapServers());
            await().atMost(LIMIT)
                    .until(() -> registry.version(new ModelRef("foreign", 2)).isPresent());
            Graph teacher = download(registry, 1);
            Graph student = download(registry, 2);
            assertThat(student.initializers().keySet())
                    .isEqualTo(teacher.initializers().keySet())
                    .contains("features.0.weight");
            assertThat(ModelMetadata.learningRateFactor(student)).isEqualTo(0.1);
            assertThat(student.initializers().get("features.0.weight"))
                    .isNotEqualTo(teacher.initializers().get("features.0.weight"));
            assertControlOf(registry, teacher);
            shouldShowAndReplayWhatTheLabelerRefused(home);
            shouldPrintTheStatusAfterNonsense(home, addresses.bootstrapServers());
            launcher.killAndAwaitEndOfAll();
        }
    }

    /** Trained on the labels alone from the imported weights, for as many image passes as the student's 8 steps of 30. */
    private void assertControlOf(RegistryClient registry, Graph teacher) throws IOException {
        await().atMost(LIMIT).until(() -> registry.evaluations(new ModelRef("foreign", 2)).stream()
                .anyMatch(evidence -> evidence.comparison() != null
                        && evidence.comparison().incumbent().version() == 3));
        ModelVersion control = registry.version(new ModelRef("foreign", 3)).orElseThrow();
        TrainingRequest request = control.lineage().request();
        assertThat(request.purpose()).isEqualTo(TrainingRequest.Purpose.CONTROL);
        assertThat(request.teacher()).isEqualTo(new ModelRef("foreign", 1));
        assertThat(request.data().unlabeled()).isEmpty();
        assertThat(control.report().imagePasses()).isEqualTo(8 * 30);
        assertThat(registry.version(new ModelRef("foreign", 2))
                        .orElseThrow()
                        .report()
                        .imagePasses())
                .isEqualTo(8 * 30);
        assertThat(download(registry, 3).initializers().keySet())
                .isEqualTo(teacher.initializers().keySet());
    }

    private void shouldPrintTheStatusAfterNonsense(Home home, String broker) {
        Map<String, Object> client = Map.of("bootstrap.servers", broker);
        Topics topics = new Topics("foreign");
        List<Future<?>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String topic : topics.all()) {
                sent.add(producer.send(new ProducerRecord<>(topic, NO_IMAGE, NO_IMAGE)));
                sent.add(producer.send(new ProducerRecord<>(topic, NO_IMAGE, new byte[0])));
            }
            producer.flush();
            assertThat(sent).allMatch(Future::isDone);
        }
        await().atMost(LIMIT).untilAsserted(() -> {
            screen.reset();
            assertThat(run("status", home)).as(errors.toString()).isZero();
            assertThat(screen.toString(StandardCharsets.UTF_8))
                    .contains("pipeline      foreign", "loop          finished: all 1 generations are done")
                    .contains("control of generation 1");
        });
    }

    /** Of the one record that is no image, as the labeler itself wrote it to the dead letters. */
    private void shouldShowAndReplayWhatTheLabelerRefused(Home home) throws IOException {
        screen.reset();
        assertThat(run("dead-letters", home, "--json")).as(errors.toString()).isZero();
        JsonNode item = new ObjectMapper().readTree(screen.toString(StandardCharsets.UTF_8));
        assertThat(item.path("letter").path("key").asText()).isEqualTo("broken");
        String id = item.path("letter").path("id").asText();

        screen.reset();
        Path copy = directory.resolve("copy");
        assertThat(run("dead-letters", home)).isZero();
        assertThat(run("dead-letters show", home, id, "--out", copy.toString())).isZero();
        assertThat(copy).hasBinaryContent(NO_IMAGE);
        assertThat(run("dead-letters replay", home, "--all", "--dry-run")).isZero();
        assertThat(run("dead-letters replay", home, id)).isZero();
        assertThat(run("dead-letters replay", home, id)).isEqualTo(1);
        assertThat(run("dead-letters replay", home, "--all")).isZero();
        assertThat(run("dead-letters", home)).isZero();
        assertThat(screen.toString(StandardCharsets.UTF_8))
                .contains("UNKNOWN_CONTENT_TYPE  foreign.unlabeled-0@")
                .contains("nothing was sent in its place")
                .contains("1 would be sent again, 0 skipped")
                .contains(id + "  sent again as foreign.unlabeled-0@")
                .contains(id + "  skipped: REPLAY_REFUSED foreign.unlabeled-0@")
                .contains("0 sent again, 1 skipped")
                .containsPattern("broken  foreign.unlabeled-0@\\d+");

        assertThat(run("dead-letters replay", home)).isEqualTo(2);
        assertThat(run("dead-letters replay", home, "--all", id)).isEqualTo(2);
        assertThat(run("dead-letters show", home, "nonsense")).isEqualTo(1);
        assertThat(run("dead-letters", home, "--code", "NONSENSE")).isEqualTo(1);
        assertThat(run("dead-letters", home, "--teacher", "http://127.0.0.1:1")).isEqualTo(1);
        assertThat(errors.toString())
                .contains("Name either IDs or --all")
                .contains("BAD_REQUEST id: 'nonsense' is no dead letter's id")
                .contains("BAD_QUERY code: 'NONSENSE' is no code")
                .contains("SERVICE_FAILED 127.0.0.1:1: gives no answer");
    }

    private int run(String name, Home home, String... arguments) {
        List<String> line = new ArrayList<>(List.of(name.split(" ")));
        line.addAll(List.of("--home", home.directory().toString()));
        line.addAll(List.of(arguments));
        CommandLine command =
                NoisyStudent.commandLine(new Terminal(new PrintStream(screen, true, StandardCharsets.UTF_8), false));
        command.setErr(new PrintWriter(errors, true));
        command.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return command.execute(line.toArray(String[]::new));
    }

    private Graph download(RegistryClient registry, int version) throws IOException {
        Path target = directory.resolve(version + ".onnx");
        registry.downloadArtifact(new ModelRef("foreign", version), target);
        return OnnxReader.read(target);
    }

    private record Broken() implements Picture {
        @Override
        public String key() {
            return "broken";
        }

        @Override
        public int label() {
            return 0;
        }

        @Override
        public byte[] encoded() {
            return NO_IMAGE;
        }
    }

    private static void feed(String broker) {
        DataSet glyphs = GlyphDataSet.make(200, 10, 7);
        try (Feeder feeder = new Feeder(Map.of("bootstrap.servers", broker), new Topics("foreign"))) {
            feeder.sendUnlabeled(new Broken(), written -> {});
            int sent = 0;
            for (Picture picture : glyphs.train()) {
                if (sent++ < 60) {
                    Split split = sent % 3 == 0 ? Split.VALIDATION : Split.TRAIN;
                    feeder.sendLabeled(picture, glyphs.classes().get(picture.label()), split, written -> {});
                } else {
                    feeder.sendUnlabeled(picture, written -> {});
                }
            }
            feeder.flush();
        }
    }

    /** As PyTorch writes it after folding, with softmax inside: convolutions with a bias, no normalization, one image. */
    private static Graph convolutions() {
        List<Node> nodes = new ArrayList<>();
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (int layer = 0; layer < 4; layer++) {
            String name = "features." + layer;
            weights.put(name + ".weight", random(CHANNELS, layer == 0 ? 1 : CHANNELS, 3, 3));
            weights.put(name + ".bias", random(CHANNELS));
            nodes.add(new Node(
                    name + "/Conv",
                    "Conv",
                    List.of(layer == 0 ? "x" : "relu" + (layer - 1), name + ".weight", name + ".bias"),
                    List.of("conv" + layer),
                    Map.of(
                            "kernel_shape", Attribute.ofInts(3, 3),
                            "pads", Attribute.ofInts(1, 1, 1, 1),
                            "strides", Attribute.ofInts(2, 2))));
            nodes.add(new Node(name + "/Relu", "Relu", List.of("conv" + layer), List.of("relu" + layer), Map.of()));
        }
        weights.put("fc.weight", random(10, CHANNELS));
        weights.put("fc.bias", random(10));
        nodes.add(new Node("/pool", "GlobalAveragePool", List.of("relu3"), List.of("pooled"), Map.of()));
        nodes.add(new Node("/flatten", "Flatten", List.of("pooled"), List.of("flat"), Map.of()));
        nodes.add(new Node(
                "/fc/Gemm",
                "Gemm",
                List.of("flat", "fc.weight", "fc.bias"),
                List.of("scores"),
                Map.of("transB", Attribute.of(1))));
        nodes.add(new Node(
                "/softmax", "Softmax", List.of("scores"), List.of("shares"), Map.of("axis", Attribute.of(-1))));
        nodes.add(new Node("/identity", "Identity", List.of("shares"), List.of("output"), Map.of()));
        Dimension batch = Dimension.of(1);
        return new Graph(
                "torch_jit",
                17,
                nodes,
                List.of(new TensorSpec(
                        "x", ElementType.FLOAT, List.of(batch, Dimension.of(1), Dimension.of(28), Dimension.of(28)))),
                List.of(new TensorSpec("output", ElementType.FLOAT, List.of(batch, Dimension.of(10)))),
                weights,
                Map.of());
    }

    private static Tensor random(long... dims) {
        int size = (int) LongStream.of(dims).reduce(1, (left, right) -> left * right);
        Random random = new Random(size);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = 0.3f * (float) random.nextGaussian();
        }
        return Tensor.ofFloats(dims, values);
    }
}
