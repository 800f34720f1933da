package io.noisystudent.bench.pipeline;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.inference.Device;
import io.noisystudent.kafka.topic.TopicAdmin;
import io.noisystudent.testkit.registry.FakeRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, a registry and services for one comparison, in a directory that is removed at the end. */
public final class Pipeline implements AutoCloseable {
    /** Partitions of the images. */
    public static final int PARTITIONS = 4;

    private static final String NAME = "bench";
    private static final Map<String, String> TRAINER_ENVIRONMENT = Map.of(
            "GOMP_SPINCOUNT", "20000",
            "MALLOC_MMAP_THRESHOLD_", "4294967296",
            "MALLOC_TRIM_THRESHOLD_", "17179869184",
            "MALLOC_TOP_PAD_", "268435456");

    private final Path installation;
    private final Path directory;
    private final PipelineConfig config;
    private final EmbeddedKafka kafka;
    private final FakeRegistry registry;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<MeasuredService> services = new ArrayList<>();
    private final long[] ends = new long[PARTITIONS];

    private Pipeline(Path installation, Path directory, PipelineConfig config) {
        this.installation = installation;
        this.directory = directory;
        this.config = config;
        kafka = EmbeddedKafka.start(directory, 0);
        registry = new FakeRegistry(config.classes());
        TopicAdmin.ensure(kafka.bootstrapServers(), config);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.request.size", 16 << 20, "linger.ms", 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** @param installation the checkout with the built services */
    public static Pipeline start(Path installation, ImageShape shape, List<String> classes, String network) {
        try {
            Path directory = Files.createTempDirectory("noisy-student-bench-");
            Path file = Files.writeString(directory.resolve("pipeline.yaml"), """
                    pipeline:
                      name: %s
                      image: {height: %d, width: %d, channels: %d}
                      classes: [%s]
                      topics: {data-partitions: %d, task-partitions: 1}
                      labeling: {min-confidence: 0}
                      selection: {rule: use-all}
                      recipes: [{network: %s, epochs: 1, batch-size: 32, unlabeled-ratio: 3}]
                    """.formatted(
                            NAME,
                            shape.height(),
                            shape.width(),
                            shape.channels(),
                            String.join(", ", classes),
                            PARTITIONS,
                            network));
            return new Pipeline(installation, directory, PipelineConfigReader.read(file, name -> true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PipelineConfig config() {
        return config;
    }

    Topics topics() {
        return new Topics(NAME);
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Registers a model file. */
    public ModelRef register(byte[] onnx) {
        return registry.put(NAME, onnx);
    }

    /** Starts a labeler, with the launcher's flags. */
    public MeasuredService labeler(Device device, int threads, int batch) {
        return service(
                "labeler-service",
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "-XX:MaxDirectMemorySize=2g",
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"),
                Map.of(
                        "noisystudent.instance", "bench",
                        "noisystudent.labeler.device", device.name().toLowerCase(Locale.ROOT),
                        "noisystudent.labeler.threads", Integer.toString(threads),
                        "noisystudent.labeler.batch-size", Integer.toString(batch),
                        "noisystudent.labeler.model-cache",
                                directory.resolve("models").toString()),
                Map.of());
    }

    /** Starts a trainer in float32. */
    public MeasuredService trainer(int threads, int heapMegabytes) {
        return service(
                "student-trainer",
                List.of("-XX:+UseSerialGC", "-Xmx" + heapMegabytes + "m", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"),
                Map.of(
                        "noisystudent.trainer.threads", Integer.toString(threads),
                        "noisystudent.trainer.precision", "fp32",
                        "noisystudent.trainer.cache-directory",
                                directory.resolve("cache").toString()),
                TRAINER_ENVIRONMENT);
    }

    private MeasuredService service(
            String name, List<String> flags, Map<String, String> settings, Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>(settings);
        properties.put("quarkus.http.port", "0");
        properties.put("quarkus.http.host", "127.0.0.1");
        properties.put("kafka.bootstrap.servers", kafka.bootstrapServers());
        properties.put(
                "noisystudent.pipeline.file", directory.resolve("pipeline.yaml").toString());
        properties.put("noisystudent.registry.url", registry.uri().toString());
        Path jar = installation.resolve(name).resolve("target/quarkus-app/quarkus-run.jar");
        MeasuredService service =
                MeasuredService.start(jar, flags, properties, environment, directory.resolve(name + ".log"));
        services.add(service);
        return service;
    }

    /** Appends unlabeled records and gives their range. */
    public LogRange unlabeled(int partition, List<byte[]> values) {
        values.forEach(value -> post(new ProducerRecord<>(topics().unlabeled(), partition, null, value)));
        producer.flush();
        long from = ends[partition];
        ends[partition] += values.size();
        return new LogRange(topics().unlabeled(), partition, from, ends[partition]);
    }

    /** Appends labeled records to partition 0, where there were none, and gives their range. */
    public LogRange labeled(List<byte[]> values, List<String> classes) {
        for (int i = 0; i < values.size(); i++) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topics().labeled(), 0, null, values.get(i));
            record.headers().add("label", bytes(classes.get(i % classes.size())));
            record.headers().add("split", bytes("train"));
            post(record);
        }
        producer.flush();
        return new LogRange(topics().labeled(), 0, 0, values.size());
    }

    /** Sends a message to a service. */
    void send(String topic, String key, byte[] value) {
        post(new ProducerRecord<>(topic, 0, bytes(key), value));
        producer.flush();
    }

    /** The end of a partition. */
    long end(String topic) {
        try (CommittedRecords answers = new CommittedRecords(kafka.bootstrapServers(), topic)) {
            return answers.position();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // flush() follows
    private void post(ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        services.forEach(MeasuredService::close);
        producer.close();
        registry.close();
        kafka.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
