package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.embedded.EmbeddedObjectStore;
import io.noisystudent.embedded.process.FixedLocale;
import io.noisystudent.embedded.process.ParentTie;
import io.noisystudent.launcher.stack.StackService.ServiceCommand;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The command lines of the four service jars, as a cluster would start them but for addresses and sizes.
 *
 * @param installation the checkout or distribution that holds the built services
 */
record ServiceCommands(Path installation, Home home, StackPorts ports) {
    /** Services that mostly wait start faster and smaller with these. */
    private static final List<String> SMALL =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Xss512k");

    /**
     * Its work is native code; the second compiler would only take cores from it during the first minutes. Direct memory
     * holds batches: a few more than there are cores. JavaCPP counts all memory of the process, 2 GB of CUDA's too, and
     * would refuse to decode.
     */
    private static final List<String> LABELER = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-XX:MaxDirectMemorySize=2g",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");

    private static final String LABELER_DEVICE = "NOISYSTUDENT_LABELER_DEVICE";

    /**
     * As in the cluster's component gpu. Each thread holds a batch in direct memory: 39 MB at 224 pixels, which as many
     * threads as a GPU's machine has cores would not find there.
     */
    private static final Map<String, String> GPU_LABELER = Map.of(
            LABELER_DEVICE, "cuda", "NOISYSTUDENT_LABELER_BATCH_SIZE", "256", "NOISYSTUDENT_LABELER_THREADS", "4");

    /** JavaCPP counts native memory as if it were heap and would refuse what a batch needs. */
    private static final List<String> TRAINER =
            List.of("-XX:+UseSerialGC", "-Xmx1g", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");

    /**
     * glibc would give every freed batch back to the kernel. OpenMP spins for a short while: for ever, it would starve
     * whatever else runs here; not at all, waking a thread costs a seventh of the rate.
     */
    static final Map<String, String> TRAINER_ENVIRONMENT = Map.of(
            "GOMP_SPINCOUNT", "20000",
            "MALLOC_MMAP_THRESHOLD_", "4294967296",
            "MALLOC_TRIM_THRESHOLD_", "17179869184",
            "MALLOC_TOP_PAD_", "268435456");

    /** What cannot answer for want of memory ends, and is started again. Teacher and trainer answer what does not fit. */
    private static List<String> orEnd(List<String> flags) {
        List<String> all = new ArrayList<>(flags);
        all.add("-XX:+ExitOnOutOfMemoryError");
        return all;
    }

    ServiceCommand registry(String storeEndpoint, StoreKeys keys) {
        return command("model-registry", ports.registry(), orEnd(SMALL), store(storeEndpoint, keys));
    }

    ServiceCommand teacher() {
        return command("teacher-service", ports.teacher(), SMALL, Map.of("NOISYSTUDENT_CURRICULUM_SETTLE", "2s"));
    }

    /** @param gpu whether it must run on CUDA, as {@link #gpuLabeler} has it */
    ServiceCommand labeler(boolean gpu) {
        return command("labeler-service", ports.labeler(), orEnd(LABELER), labeler(gpu, System.getenv()));
    }

    /** What a labeler is started with, beside what all services are. */
    Map<String, String> labeler(boolean gpu, Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>(gpu ? gpuLabeler(environment) : Map.of());
        settings.put("NOISYSTUDENT_LABELER_MODEL_CACHE", home.cache("labeler").toString());
        return settings;
    }

    /**
     * What a labeler on CUDA is started with: the devices, batches and threads that the environment names, or ours.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} if it names another device
     */
    private static Map<String, String> gpuLabeler(Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>();
        GPU_LABELER.forEach((key, value) -> settings.put(key, environment.getOrDefault(key, value)));
        String device = settings.getOrDefault(LABELER_DEVICE, "");
        if (!device.toLowerCase(Locale.ROOT).startsWith("cuda")) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    LABELER_DEVICE,
                    "is '" + device
                            + "', and --gpu is for cuda; unset it, name cuda or cuda:N, or start without --gpu");
        }
        return settings;
    }

    /** Its checkpoints are in the registry's store. */
    ServiceCommand trainer(String storeEndpoint, StoreKeys keys) {
        Map<String, String> environment = new HashMap<>(TRAINER_ENVIRONMENT);
        environment.putAll(store(storeEndpoint, keys));
        environment.put(
                "NOISYSTUDENT_TRAINER_CACHE_DIRECTORY", home.cache("trainer").toString());
        return command("student-trainer", ports.trainer(), TRAINER, environment);
    }

    private static Map<String, String> store(String endpoint, StoreKeys keys) {
        return Map.of(
                "NOISYSTUDENT_STORE_ENDPOINT",
                endpoint,
                "NOISYSTUDENT_STORE_REGION",
                EmbeddedObjectStore.REGION,
                "NOISYSTUDENT_STORE_BUCKET",
                "models",
                "NOISYSTUDENT_STORE_ACCESS_KEY",
                keys.accessKey(),
                "NOISYSTUDENT_STORE_SECRET_KEY",
                keys.secretKey());
    }

    private ServiceCommand command(String service, int port, List<String> flags, Map<String, String> own) {
        List<String> arguments = line(installation, service, flags);
        Map<String, String> all = new HashMap<>(own);
        all.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        all.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        all.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ports.broker());
        all.put("NOISYSTUDENT_PIPELINE_FILE", home.pipelineFile().toString());
        // A list of addresses, in which a path may not stand as it is.
        all.put("SMALLRYE_CONFIG_LOCATIONS", home.pipelineFile().toUri().toASCIIString());
        all.put("NOISYSTUDENT_REGISTRY_URL", "http://127.0.0.1:" + ports.registry());
        all.put("NOISYSTUDENT_INSTANCE", service);
        URI ready = URI.create("http://127.0.0.1:" + port + "/q/health/ready");
        return new ServiceCommand(service, arguments, all, home.log(service), ready);
    }

    /** The command line of a trainer that does one thing and ends. */
    static List<String> trainerLine(Path installation, String... arguments) {
        List<String> line = line(installation, "student-trainer", TRAINER);
        line.addAll(List.of(arguments));
        return line;
    }

    private static List<String> line(Path installation, String service, List<String> flags) {
        Path jar = installation.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new NoisyStudentException(
                    ErrorCode.BUILD_FAILED, jar.toString(), "does not exist; build it with ./mvnw -B package");
        }
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add(ParentTie.option());
        line.addAll(FixedLocale.OPTIONS);
        line.addAll(flags);
        line.add("-jar");
        line.add(jar.toString());
        return line;
    }
}
