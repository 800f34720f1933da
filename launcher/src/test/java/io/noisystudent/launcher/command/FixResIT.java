package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.feed.Feeder;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.teacher.TeacherClient;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
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
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** FixRes as a step on a version, after a promotion and on request, through the real services. */
class FixResIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> CLASSES = GlyphDataSet.make(1, 1, 7).classes();
    private static final Topics TOPICS = new Topics("adapted");
    private static final ModelRef FIRST = new ModelRef("adapted", 1);
    private static final ModelRef AFTER_PROMOTION = new ModelRef("adapted", 2);

    @TempDir
    private Path directory;

    private String screen = "";

    @Test
    void shouldAdaptAPromotedVersionAndOneThatAPersonNames() throws IOException {
        Home home = new Home(directory.resolve("home"));
        try (UpProcess process = UpProcess.start(directory, home, pipeline())) {
            Addresses addresses = Addresses.read(process.home());
            RegistryClient registry = new RegistryClient(URI.create(addresses.registry()));
            TeacherClient teacher =
                    new TeacherClient(URI.create(addresses.teacher()), Optional.empty(), Optional.empty());

            // When the first teacher is promoted
            feed(addresses);
            awaitGeneration(teacher, "1", "promoted");

            // Then
            assertAdapted(addresses, registry);

            // When a person asks for the same again, with a seed of its own
            int exit = run(home, "fixres", "1");
            awaitGeneration(teacher, "2", "promoted");

            // Then
            assertThat(exit).as(screen).isZero();
            assertThat(generation(teacher, "2").at("/plan/reason").asText())
                    .isEqualTo("FixRes of adapted/1, asked for by a person");
            assertThat(run(home, "status")).isZero();
            assertThat(screen).contains("fixres of version 1");
            assertThat(run(home, "fixres", "99")).isEqualTo(1);
            assertThat(screen).contains("NOT_FOUND 99: there is no version 99 of adapted");

            // When the network has no normalization
            run(home, "fixres", Integer.toString(imported(registry)));
            awaitGeneration(teacher, "3", "failed");

            // Then
            assertThat(generation(teacher, "3").path("code").asText()).isEqualTo("SIGNATURE_MISMATCH");
            assertThat(generation(teacher, "3").path("reason").asText()).contains("has no batch normalization");
        }
    }

    private void assertAdapted(Addresses addresses, RegistryClient registry) throws IOException {
        assertThat(registry.alias("adapted", AliasSlot.TEACHER))
                .hasValueSatisfying(slot -> assertThat(slot.version()).isEqualTo(2));
        ModelVersion adapted = registry.version(AFTER_PROMOTION).orElseThrow();
        TrainingRequest request = adapted.lineage().request();
        assertThat(request.purpose()).isEqualTo(Purpose.FIXRES);
        assertThat(request.teacher()).isEqualTo(FIRST);
        assertThat(adapted.report().steps()).isEqualTo(5);
        Graph before = graph(registry, FIRST);
        Graph after = graph(registry, AFTER_PROMOTION);
        assertThat(changed(before, after)).isNotEmpty().isSubsetOf(behindLastNormalization(before));
        assertThat(registry.evaluations(AFTER_PROMOTION)).isNotEmpty().allSatisfy(evidence -> assertThat(
                        evidence.comparison().incumbent())
                .isEqualTo(FIRST));
        assertThat(graph(registry, again(addresses, registry, request)).initializers())
                .isEqualTo(after.initializers());
    }

    private static void awaitGeneration(TeacherClient teacher, String id, String state) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        generation(teacher, id).path("state").asText())
                .as(() -> teacher.status().waitingFor())
                .isEqualTo(state));
    }

    private int imported(RegistryClient registry) throws IOException {
        Graph network = Networks.build("mlp", new ImageShape(28, 28, 1), CLASSES, 5);
        Path file = Files.write(directory.resolve("mlp.onnx"), OnnxWriter.write(network));
        return registry.register("adapted", file, new VersionDescription(null, null))
                .model()
                .version();
    }

    private int run(Home home, String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        StringWriter errors = new StringWriter();
        CommandLine line =
                NoisyStudent.commandLine(new Terminal(new PrintStream(output, true, StandardCharsets.UTF_8), false));
        line.setErr(new PrintWriter(errors, true));
        String[] all = Stream.concat(
                        Arrays.stream(arguments),
                        Stream.of("--home", home.directory().toString()))
                .toArray(String[]::new);
        int exit = line.execute(all);
        screen = output.toString(StandardCharsets.UTF_8) + errors;
        return exit;
    }

    private static JsonNode generation(TeacherClient teacher, String id) {
        for (JsonNode state : teacher.get("/generations").path("items")) {
            if (state.at("/plan/id").asText().equals(id)) {
                return state;
            }
        }
        return MissingNode.getInstance();
    }

    private static Set<String> changed(Graph before, Graph after) {
        return after.initializers().entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.initializers().get(entry.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Set<String> behindLastNormalization(Graph graph) {
        int last = 0;
        List<Node> nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            last = nodes.get(i).operator().equals("BatchNormalization") ? i : last;
        }
        Set<String> inputs = new HashSet<>();
        nodes.subList(last, nodes.size()).forEach(node -> inputs.addAll(node.inputs()));
        return inputs;
    }

    private Graph graph(RegistryClient registry, ModelRef model) throws IOException {
        Path file = directory.resolve(model.version() + ".onnx");
        registry.downloadArtifact(model, file);
        return OnnxReader.read(file);
    }

    /** The version that the same request brings as of another log of generations, for which no loop waits. */
    private static ModelRef again(Addresses addresses, RegistryClient registry, TrainingRequest like) {
        TrainingRequest request = new TrainingRequest(
                like.id(),
                like.model(),
                like.generation(),
                like.student(),
                like.purpose(),
                like.recipe(),
                like.selection(),
                like.seed(),
                like.teacher(),
                like.data(),
                "again",
                null,
                null);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", addresses.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(
                    TOPICS.trainingRequests(),
                    request.id().getBytes(StandardCharsets.UTF_8),
                    JsonCodec.of(TrainingRequest.class).encode(request)));
            producer.flush();
            assertThat(sent).isDone();
        }
        return await().atMost(LIMIT)
                .until(
                        () -> registry.versions("adapted").stream()
                                .filter(version -> version.lineage() != null
                                        && "again"
                                                .equals(version.lineage()
                                                        .request()
                                                        .log()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow()
                .model();
    }

    private static String pipeline() {
        return """
                pipeline:
                  name: adapted
                  image: {height: 28, width: 28, channels: 1}
                  classes: [%s]
                  topics: {data-partitions: 1, task-partitions: 1}
                  curriculum:
                    control: none
                    fixres: {after-promotion: true, steps: 5, batch-size: 10}
                  gate: {rules: []}
                  recipes: [{network: small-cnn, steps: 4, batch-size: 10, noise: {crop: 2, dropout: 0.2}}]
                """.formatted(String.join(", ", CLASSES));
    }

    private static void feed(Addresses addresses) {
        try (Feeder feeder = new Feeder(Map.of("bootstrap.servers", addresses.bootstrapServers()), TOPICS)) {
            int sent = 0;
            for (Picture picture : GlyphDataSet.make(60, 1, 7).train()) {
                Split split = sent++ % 3 == 0 ? Split.VALIDATION : Split.TRAIN;
                feeder.sendLabeled(picture, CLASSES.get(picture.label()), split, written -> {});
            }
            feeder.flush();
        }
    }
}
