package io.noisystudent.k8s;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Everything that loads a model verifies its signature, by the code and by the manifests. */
class SignaturesTest {
    private static final String CLIENT = "new RegistryClient(";
    private static final String DOWNLOAD = ".downloadArtifact(";

    /** What makes a network of bytes. */
    private static final Pattern LOADER =
            Pattern.compile("OnnxReader\\.read\\w*\\(|new OnnxReader\\(|Classifier\\.open\\(|\\.createSession\\(");

    /** The clients that ask for no signature, and why they need none. */
    private static final Map<String, String> UNVERIFIED = Map.of(
            "teacher-service/config/Assembly.java", "asks for aliases and verdicts and posts evidence",
            "launcher/command/RegistryOption.java",
                    "prints what the registry says and a version holds, and uploads a file of the caller",
            "launcher/demo/NextSteps.java", "saves the file beside the demo's registry, on the same machine");

    /** A download by one of them: the file is for a person, nothing loads it. */
    private static final String SAVED = "launcher/demo/NextSteps.java";

    /** Another one: names and sizes are printed, and nothing is computed. */
    private static final String LISTED = "launcher/command/NetworksCommand.java";

    /** Everything that makes a network of bytes, and where these come from. */
    private static final Map<String, String> LOADERS = Map.ofEntries(
            Map.entry("labeler-service/models/ModelLoader.java", "ModelFiles, which verifies"),
            Map.entry("labeler-service/config/Startup.java", "a network of its own, to try the device"),
            Map.entry("student-trainer/training/RegisteredTeachers.java", "a client that verifies"),
            Map.entry("student-trainer/training/Replay.java", "a client that verifies"),
            Map.entry(
                    "student-trainer/training/NetworkOutputs.java",
                    "RegisteredTeachers, or what this trainer has just trained"),
            Map.entry("student-trainer/training/EnsembleCheck.java", "RegisteredTeachers"),
            Map.entry("student-trainer/training/ExportCheck.java", "what this trainer has just trained"),
            Map.entry("model-registry/upload/ModelVerifier.java", "an upload, which is signed if it passes"),
            Map.entry(LISTED, "a file of the person who calls it, or a version, of which it prints sizes"),
            Map.entry("launcher/command/ImportCommand.java", "a file of the person who calls it"));

    static List<Manifests> overlays() {
        return Manifests.all();
    }

    @Test
    void shouldVerifyWithEveryClientThatDownloads() {
        Map<String, String> constructions = new TreeMap<>();
        TreeSet<String> downloads = new TreeSet<>();
        sources().forEach((file, code) -> {
            for (int at = code.indexOf(CLIENT); at >= 0; at = code.indexOf(CLIENT, at + 1)) {
                constructions.merge(file, call(code, at), (one, other) -> one + other);
            }
            if (code.contains(DOWNLOAD)) {
                downloads.add(file);
            }
        });

        assertThat(constructions).hasSizeGreaterThan(UNVERIFIED.size()).allSatisfy((file, call) -> {
            if (!UNVERIFIED.containsKey(file)) {
                assertThat(call)
                        .as("%s: take the rule of noisystudent.signing, or say here why no model is loaded", file)
                        .containsAnyOf("signing().rule()", "Verification.of(")
                        .doesNotContain("Verification.OFF");
            }
        });
        assertThat(constructions).containsKeys(UNVERIFIED.keySet().toArray(new String[0]));
        assertThat(downloads)
                .containsExactly(
                        "labeler-service/models/ModelFiles.java",
                        LISTED,
                        SAVED,
                        "student-trainer/training/RegisteredTeachers.java",
                        "student-trainer/training/Replay.java");
    }

    @Test
    void shouldKnowWhereEveryNetworkComesFrom() {
        List<String> loaders = sources().entrySet().stream()
                .filter(source -> LOADER.matcher(source.getValue()).find())
                .map(Map.Entry::getKey)
                .toList();

        assertThat(loaders)
                .as("verify what is loaded there, then say here where it comes from")
                .containsExactlyInAnyOrderElementsOf(LOADERS.keySet());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldRequireSignaturesWhereTheRegistrySigns(Manifests manifests) {
        Map<String, Deployment> services = manifests.services();
        boolean signs = environment(services.get("model-registry")).containsKey("NOISYSTUDENT_SIGNING_KEY");

        assertThat(signs).isEqualTo(manifests.overlay().equals("secure"));
        services.forEach((service, deployment) -> {
            boolean loads = isLoader(service);
            assertThat(environment(deployment).get("NOISYSTUDENT_SIGNING_VERIFICATION"))
                    .as(service)
                    .isEqualTo(signs && loads ? "required" : null);
            assertThat(secretOf(deployment, "NOISYSTUDENT_SIGNING_TRUSTED_KEYS"))
                    .as(service)
                    .isEqualTo(signs && (loads || service.equals("model-registry")) ? "trusted-keys" : null);
            assertThat(secretOf(deployment, "NOISYSTUDENT_SIGNING_KEY"))
                    .as(service)
                    .isEqualTo(signs && service.equals("model-registry") ? "signing-key" : null);
            assertThat(deployment.getSpec().getTemplate().getSpec().getVolumes())
                    .as("only the registry has the private key")
                    .filteredOn(volume -> volume.getSecret() != null
                            && volume.getSecret().getSecretName().equals("signing-key"))
                    .hasSize(signs && service.equals("model-registry") ? 1 : 0);
        });
    }

    /** The Secrets hold the files that the services read. */
    @Test
    void shouldSayHowToMakeTheKeys() {
        Map<String, String> registry =
                environment(Manifests.read("secure").services().get("model-registry"));
        String guide = Project.read("docs/deploy.md");

        assertThat(guide)
                .contains("create secret generic signing-key --from-file="
                        + Path.of(registry.get("NOISYSTUDENT_SIGNING_KEY")).getFileName())
                .contains("create secret generic trusted-keys --from-file="
                        + Path.of(registry.get("NOISYSTUDENT_SIGNING_TRUSTED_KEYS"))
                                .getFileName());
    }

    /** Whether a service downloads models: those of its sources that do are listed above. */
    private static boolean isLoader(String service) {
        return sources().entrySet().stream()
                .filter(source -> source.getKey().startsWith(service + "/"))
                .anyMatch(source -> source.getValue().contains(DOWNLOAD));
    }

    /** The sources of what runs, by module and path below the module's package. */
    private static Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        Stream.concat(Project.SERVICES.stream(), Stream.of("launcher"))
                .forEach(module -> Project.sources(module).forEach(file -> {
                    String path = Project.file(module).relativize(file).toString();
                    sources.put(path.replaceFirst("src/main/java/io/noisystudent/[a-z]+", module), Project.read(file));
                }));
        return sources;
    }

    /** From {@code new} to the parenthesis that closes the call. */
    private static String call(String code, int start) {
        int depth = 0;
        for (int at = code.indexOf('(', start); ; at++) {
            depth += code.charAt(at) == '(' ? 1 : code.charAt(at) == ')' ? -1 : 0;
            if (depth == 0) {
                return code.substring(start, at + 1);
            }
        }
    }

    private static Map<String, String> environment(Deployment deployment) {
        Map<String, String> values = new TreeMap<>();
        for (EnvVar variable : EnvironmentTest.environment(deployment).values()) {
            if (variable.getValue() != null) {
                values.put(variable.getName(), variable.getValue());
            }
        }
        return values;
    }

    /** The Secret that is mounted where a variable says that a file is; null if there is no such variable. */
    private static @Nullable String secretOf(Deployment deployment, String variable) {
        String file = environment(deployment).get(variable);
        if (file == null) {
            return null;
        }
        List<VolumeMount> mounts = new ArrayList<>(deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getVolumeMounts());
        String name = mounts.stream()
                .filter(mount -> file.startsWith(mount.getMountPath() + "/") && mount.getReadOnly())
                .map(VolumeMount::getName)
                .findFirst()
                .orElseThrow();
        Optional<Volume> volume = deployment.getSpec().getTemplate().getSpec().getVolumes().stream()
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst();
        return volume.orElseThrow().getSecret().getSecretName();
    }
}
