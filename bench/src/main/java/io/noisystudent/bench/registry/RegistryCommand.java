package io.noisystudent.bench.registry;

import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.embedded.EmbeddedObjectStore;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import static java.util.Objects.requireNonNull;

/** Start, memory, and reads per second of the registry. */
@Command(
        name = "registry",
        description =
                "Fills an embedded store with versions of one model, starts the packaged registry on it, and asks for an "
                        + "alias, a page and filtered pages with many clients, in turn with a plain file server that has "
                        + "the same answers as files.",
        mixinStandardHelpOptions = true)
public final class RegistryCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final String READY = "/q/health/ready";
    private static final String MODEL = "/api/v1/models/" + LargeStore.MODEL;
    private static final String KEYS = "bench-registry-key";

    @Option(names = "--versions", defaultValue = "100000", description = "Default ${DEFAULT-VALUE}.")
    private int versions;

    @Option(
            names = "--evaluated",
            defaultValue = "1000",
            description = "Newest versions with evidence; default ${DEFAULT-VALUE}.")
    private int evaluated;

    @Option(names = "--clients", defaultValue = "32", description = "Default ${DEFAULT-VALUE}.")
    private int clients;

    @Option(names = "--rounds", defaultValue = "5", description = "Default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "3", description = "Of each round; default ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--page", defaultValue = "20", description = "Versions of a page; default ${DEFAULT-VALUE}.")
    private int page;

    @Option(names = "--heap", defaultValue = "512m", description = "Of the registry; default ${DEFAULT-VALUE}.")
    private String heap = "";

    @Option(
            names = "--jar",
            defaultValue = "model-registry/target/quarkus-app/quarkus-run.jar",
            description = "The registry; default ${DEFAULT-VALUE}.")
    private Path jar = Path.of("");

    @Option(
            names = "--without-segments",
            description = "As a registry of an earlier version left the store: without bundles, too.")
    private boolean withoutSegments;

    @Option(names = "--directory", description = "Where store and logs are kept; by default a temporary directory.")
    private @Nullable Path directory;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        Path work = directory == null ? Files.createTempDirectory("bench-registry-") : directory;
        Files.createDirectories(work);
        try {
            long start = System.nanoTime();
            new LargeStore(work.resolve("object-store/objects/models"), evaluated).fill(versions, !withoutSegments);
            line(
                    "%d versions, evidence about the newest %d, written in %.0f s",
                    versions, Math.min(versions, evaluated), (System.nanoTime() - start) / 1e9);
            try (EmbeddedObjectStore store = EmbeddedObjectStore.start(work, 0, KEYS, KEYS);
                    EmbeddedKafka kafka = EmbeddedKafka.start(work, 0)) {
                measure(work, settings(work, store, kafka));
            }
        } finally {
            if (directory == null) {
                delete(work);
            }
        }
        return 0;
    }

    private void measure(Path work, Map<String, String> settings) throws Exception {
        long start = System.nanoTime();
        try (ServerProcess registry = start(work, settings);
                LoadGenerator load = new LoadGenerator(clients)) {
            line(
                    "start: %.1f s, memory %s",
                    registry.awaitReady(READY, start, PATIENCE).toMillis() / 1e3, registry.memory("VmRSS"));
            awaitSilence(registry);
            Map<String, String> paths = new LinkedHashMap<>();
            paths.put("alias", MODEL + "/aliases/teacher");
            paths.put("page", MODEL + "/versions?limit=" + page + "&cursor=" + versions / 2);
            paths.put("filter, many match", filter("generation >= 2 and size > 1000"));
            paths.put("filter, few match", filter("metrics.top1 > 0.99 or generation = " + versions / 20));
            Path files = Files.createDirectories(work.resolve("files"));
            Files.write(files.resolve("alias"), get(registry, paths.get("alias")));
            Files.write(files.resolve("page"), get(registry, paths.get("page")));
            Files.write(files.resolve("filter"), get(registry, paths.get("filter, many match")));
            long begun = System.nanoTime();
            try (ServerProcess plain = ServerProcess.start(
                    work.resolve("files.log"),
                    List.of("-Xmx" + heap, "-Dsun.net.httpserver.nodelay=true"),
                    Map.of(),
                    List.of(
                            "-cp",
                            System.getProperty("java.class.path"),
                            StaticFiles.class.getName(),
                            files.toString()))) {
                plain.awaitReady("/alias", begun, PATIENCE);
                List<Question> questions = new ArrayList<>();
                paths.forEach((name, path) -> questions.add(new Question("registry: " + name, registry.port(), path)));
                for (String file : List.of("alias", "page", "filter")) {
                    questions.add(new Question("file server: " + file, plain.port(), "/" + file));
                }
                compare(questions, load);
            }
            line("memory of the registry: now %s, most %s", registry.memory("VmRSS"), registry.memory("VmHWM"));
        }
    }

    private record Question(String name, int port, String path) {}

    /** In turn, every second round backwards; a first round is not counted. */
    private void compare(List<Question> questions, LoadGenerator load) throws Exception {
        Map<Question, List<LoadGenerator.Result>> results = new LinkedHashMap<>();
        for (Question question : questions) {
            load.ask(question.port(), question.path(), seconds);
            results.put(question, new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < questions.size(); i++) {
                Question question = questions.get(round % 2 == 0 ? i : questions.size() - 1 - i);
                requireNonNull(results.get(question)).add(load.ask(question.port(), question.path(), seconds));
            }
        }
        line(
                "%-28s %12s %10s %10s %10s",
                "medians of " + rounds + " rounds", "reads/s", "p50 ms", "p99 ms", "worst p99");
        results.forEach((question, found) -> line(
                "%-28s %12.0f %10.2f %10.2f %10.2f",
                question.name(),
                median(found, Comparator.comparingDouble(LoadGenerator.Result::perSecond))
                        .perSecond(),
                median(found, Comparator.comparingDouble(LoadGenerator.Result::p50))
                        .p50(),
                median(found, Comparator.comparingDouble(LoadGenerator.Result::p99))
                        .p99(),
                found.stream().mapToDouble(LoadGenerator.Result::p99).max().orElse(Double.NaN)));
        line(
                "%d clients without a pause, %d versions to a page, %d cores, load average %.1f, Java %s",
                clients,
                page,
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("java.version"));
    }

    private static LoadGenerator.Result median(
            List<LoadGenerator.Result> results, Comparator<LoadGenerator.Result> order) {
        return results.stream().sorted(order).toList().get(results.size() / 2);
    }

    /** Until it has announced every version and the alias in Kafka, which it does once in the life of a store. */
    private void awaitSilence(ServerProcess registry) throws Exception {
        long start = System.nanoTime();
        double expected = versions + 1.0;
        for (double sent = announced(registry); sent < expected; sent = announced(registry)) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException(sent + " of " + expected + " events after " + PATIENCE);
            }
            TimeUnit.SECONDS.sleep(1);
        }
        line("%.0f events published in %.1f s", expected, (System.nanoTime() - start) / 1e9);
    }

    private static double announced(ServerProcess registry) throws Exception {
        return metric(registry, "noisystudent_registry_events_total");
    }

    private static double metric(ServerProcess registry, String name) throws Exception {
        return new String(get(registry, "/q/metrics"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }

    private String filter(String text) {
        return MODEL + "/versions?limit=" + page + "&filter=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static byte[] get(ServerProcess server, String path) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            return new HttpGet(socket).send(path).body();
        }
    }

    private ServerProcess start(Path work, Map<String, String> settings) throws Exception {
        return ServerProcess.start(
                work.resolve("registry.log"), List.of("-Xmx" + heap), settings, List.of("-jar", jar.toString()));
    }

    private Map<String, String> settings(Path work, EmbeddedObjectStore store, EmbeddedKafka kafka) throws Exception {
        Path pipeline = Files.writeString(work.resolve("pipeline.yaml"), """
                pipeline:
                  name: shapes
                  image: {height: 8, width: 8, channels: 1}
                  classes: [cat, dog]
                  recipes: [{network: mlp, epochs: 1}]
                """);
        return Map.of(
                "noisystudent.pipeline.file", pipeline.toString(),
                "noisystudent.store.endpoint", store.endpoint().toString(),
                "noisystudent.store.access-key", KEYS,
                "noisystudent.store.secret-key", KEYS,
                "kafka.bootstrap.servers", kafka.bootstrapServers());
    }

    private static void delete(Path directory) throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
