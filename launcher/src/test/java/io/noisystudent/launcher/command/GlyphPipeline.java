package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest;
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
import io.noisystudent.launcher.stack.TrainerReplay;
import io.noisystudent.launcher.teacher.TeacherClient;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A pipeline of drawn glyphs that the command {@code up} runs, and what tests ask of it. */
final class GlyphPipeline implements AutoCloseable {
    static final Duration LIMIT = Duration.ofMinutes(5);
    static final ImageShape IMAGE = new ImageShape(28, 28, 1);
    static final List<String> CLASSES = GlyphDataSet.make(1, 1, 7).classes();

    private static final String HEAD = """
            pipeline:
              name: %s
              image: {height: 28, width: 28, channels: 1}
              classes: [%s]
              topics: {data-partitions: 1, task-partitions: 1}
            """;

    private final String name;
    private final Path directory;
    private final UpProcess process;
    private final RegistryClient registry;
    private final TeacherClient teacher;

    private GlyphPipeline(String name, Path directory, UpProcess process) {
        this.name = name;
        this.directory = directory;
        this.process = process;
        Addresses addresses = Addresses.read(process.home());
        this.registry = new RegistryClient(URI.create(addresses.registry()));
        this.teacher = new TeacherClient(URI.create(addresses.teacher()), Optional.empty(), Optional.empty());
    }

    /** @param settings what stands in pipeline.yaml beside name, image, classes and topics */
    static GlyphPipeline start(Path directory, String name, String settings) throws IOException {
        Home home = new Home(directory.resolve("home"));
        return new GlyphPipeline(name, directory, UpProcess.start(directory, home, yaml(name, settings)));
    }

    private static String yaml(String name, String settings) {
        return HEAD.formatted(name, String.join(", ", CLASSES)) + settings.indent(2);
    }

    /** Gives the pipeline other settings and restarts the services that read them. */
    void change(String settings, String... services) throws IOException {
        Files.writeString(process.home().pipelineFile(), yaml(name, settings));
        process.killAndAwaitAgain(services);
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> teacher.status().pipeline().equals(name) && registry.versions(name) != null);
    }

    UpProcess process() {
        return process;
    }

    RegistryClient registry() {
        return registry;
    }

    TeacherClient teacher() {
        return teacher;
    }

    ModelRef ref(int version) {
        return new ModelRef(name, version);
    }

    ModelVersion version(int version) {
        return registry.version(ref(version)).orElseThrow();
    }

    List<ModelVersion> versions() {
        return registry.versions(name);
    }

    /** 0 if no version is the teacher. */
    int versionInOffice() {
        return registry.alias(name, AliasSlot.TEACHER).map(AliasSlot::version).orElse(0);
    }

    /** Every third labeled image is for validation; those behind them are unlabeled. */
    void feed(int labeled, int unlabeled) {
        feed(GlyphDataSet.make(labeled + unlabeled, 1, 7).train(), labeled);
    }

    /** The same of these pictures. */
    void feed(List<Picture> pictures, int labeled) {
        int sent = 0;
        try (Feeder feeder = new Feeder(client(), new Topics(name))) {
            for (Picture picture : pictures) {
                if (sent++ < labeled) {
                    Split split = sent % 3 == 0 ? Split.VALIDATION : Split.TRAIN;
                    feeder.sendLabeled(picture, CLASSES.get(picture.label()), split, written -> {});
                } else {
                    feeder.sendUnlabeled(picture, written -> {});
                }
            }
            feeder.flush();
        }
    }

    /** The version of a network that was built but not trained. */
    int importNetwork(String network) throws IOException {
        Path file = Files.write(
                directory.resolve(network + ".onnx"), OnnxWriter.write(Networks.build(network, IMAGE, CLASSES, 5)));
        return registry.register(name, file, new VersionDescription(null, null))
                .model()
                .version();
    }

    void awaitFinished() {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(teacher.status().finished())
                .as(() -> teacher.status().waitingFor())
                .isTrue());
    }

    void awaitGeneration(String id, String state) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(generation(id).path("state").asText())
                        .as(() -> teacher.status().waitingFor())
                        .isEqualTo(state));
    }

    JsonNode generation(String id) {
        return generations().stream()
                .filter(state -> state.at("/plan/id").asText().equals(id))
                .findFirst()
                .orElseGet(MissingNode::getInstance);
    }

    /** Oldest first. */
    List<JsonNode> generations() {
        List<JsonNode> states = new ArrayList<>();
        teacher.get("/generations").path("items").forEach(states::add);
        return states;
    }

    /** The id of the newest one. */
    String lastGeneration() {
        List<JsonNode> all = generations();
        return all.get(all.size() - 1).at("/plan/id").asText();
    }

    ModelRef candidate(JsonNode generation) {
        return ref(generation.at("/candidate/model/version").asInt());
    }

    /** In the order of their versions. */
    List<ModelRef> students(JsonNode generation) {
        return StreamSupport.stream(generation.path("students").spliterator(), false)
                .map(student -> student.at("/model/version").asInt())
                .sorted()
                .map(this::ref)
                .toList();
    }

    /**
     * The version that a trainer makes of a request that no loop waits for.
     *
     * @param request names a log of generations of its own
     */
    ModelVersion trained(TrainingRequest request) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(
                    new Topics(name).trainingRequests(),
                    request.id().getBytes(StandardCharsets.UTF_8),
                    JsonCodec.of(TrainingRequest.class).encode(request)));
            producer.flush();
            assertThat(sent).isDone();
        }
        return await().atMost(LIMIT)
                .until(
                        () -> versions().stream()
                                .filter(version -> answers(version, request))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static boolean answers(ModelVersion version, TrainingRequest request) {
        return version.lineage() != null
                && version.lineage().request().identity().equals(request.identity());
    }

    Graph graph(ModelRef model) throws IOException {
        Path file = directory.resolve(model.version() + ".onnx");
        registry.downloadArtifact(model, file);
        return OnnxReader.read(file);
    }

    /** Trains a version again; 0 if it is the same, bit for bit. */
    int replay(int version) throws InterruptedException {
        Path installation = Path.of("..").toAbsolutePath().normalize();
        return new TrainerReplay(installation, process.home(), Addresses.read(process.home()), Optional.empty())
                .run(version);
    }

    /** What a command that ends well shows. */
    String screen(String... command) {
        Shown shown = run(command);
        assertThat(shown.exit()).as(shown.text()).isZero();
        return shown.text();
    }

    /** Runs a command of the launcher against this pipeline. */
    Shown run(String... command) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        StringWriter errors = new StringWriter();
        CommandLine line =
                NoisyStudent.commandLine(new Terminal(new PrintStream(output, true, StandardCharsets.UTF_8), false));
        line.setErr(new PrintWriter(errors, true));
        String[] all = Stream.concat(
                        Stream.of(command),
                        Stream.of("--home", process.home().directory().toString()))
                .toArray(String[]::new);
        int exit = line.execute(all);
        return new Shown(exit, output.toString(StandardCharsets.UTF_8) + errors);
    }

    /** What a command showed, errors behind the rest. */
    record Shown(int exit, String text) {}

    Map<String, Object> client() {
        return Map.of("bootstrap.servers", Addresses.read(process.home()).bootstrapServers());
    }

    @Override
    public void close() {
        process.kill();
    }
}
