package io.noisystudent.k8s;

import io.fabric8.kubernetes.api.model.Container;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ImagesTest {
    private static final String FOLDER = "k8s/images/";
    private static final Pattern COPIED = Pattern.compile("(?m)^COPY --from=(service|labeler|trainer) (.*) \\S+$");
    private static final Pattern ARGUMENT = Pattern.compile("(?m)^ARG (\\w+)=(\\S+)$");
    private static final Pattern BASE = Pattern.compile("(?m)^FROM (\\S+)");
    private static final String USER = "10001:10001";

    static List<Manifests> overlays() {
        return Manifests.all();
    }

    /** Every image of ours that a manifest names is one that docs/deploy.md builds. */
    @ParameterizedTest
    @MethodSource("overlays")
    void shouldNameImagesThatAreBuilt(Manifests manifests) {
        String built = Project.read("docs/deploy.md");
        manifests.services().forEach((service, deployment) -> {
            String image = container(manifests, service).getImage();
            assertThat(image).startsWith("noisy-student/" + service + ":");
            assertThat(built.replace("$service", service)).contains("-t " + image + " .");
        });
        assertThat(manifests.containers())
                .extracting(Container::getImage)
                .as("a tag says what runs")
                .allMatch(image -> image.matches("[a-z./-]+:[\\w.-]*\\d[\\w.-]*") && !image.endsWith(":latest"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.gpu"})
    void shouldBuildOnBasesOfOneVersion(String name) {
        String file = Project.read(FOLDER + name);
        List<String> arguments =
                all(ARGUMENT, file).map(found -> found.group(2)).toList();

        assertThat(arguments)
                .filteredOn(argument -> argument.contains(":"))
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(image -> image.matches(".+:\\d+\\.\\d+\\.\\d+[\\w.-]*"));
        assertThat(all(BASE, file).map(found -> found.group(1))).allMatch(base -> base.matches("\\$\\{\\w+}|build"));
        assertThat(Project.read("k8s/pom.xml"))
                .contains("<image>" + argument(Project.read(FOLDER + "Dockerfile.jvm"), "JRE") + "</image>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.gpu"})
    void shouldHoldWhatAServiceNeedsAndRunAsThePodsDo(String name) {
        String file = Project.read(FOLDER + name);
        Map<String, Set<String>> copied = all(COPIED, file)
                .collect(Collectors.groupingBy(
                        found -> found.group(1), Collectors.flatMapping(ImagesTest::paths, Collectors.toSet())));

        assertThat(file).contains("\nWORKDIR /opt/noisy-student\n");
        assertThat(Pattern.compile("prepare\\.sh (\"\\$SERVICE\"|[a-z-]+) /opt/noisy-student\n")
                        .matcher(file)
                        .results())
                .hasSameSizeAs(copied.keySet());
        assertThat(copied.values()).isNotEmpty().allSatisfy(paths -> assertThat(paths)
                .containsExactlyInAnyOrder(
                        "natives/", "lib/", "quarkus-run.jar", "start.sh", "healthy.sh", "port", "quarkus/", "app/"));
        assertThat(file).contains("\nUSER " + USER + "\n", "\nENTRYPOINT [\"./start.sh\"]\n", "CMD [\"./healthy.sh\"]");
        assertThat(Project.read("k8s/pom.xml")).contains("<user>" + USER + "</user>");
        overlays().forEach(manifests -> manifests.services().keySet().forEach(service -> {
            var context = manifests.pods().get(service).getSpec().getSecurityContext();
            assertThat(context.getRunAsUser() + ":" + context.getRunAsGroup()).isEqualTo(USER);
        }));
    }

    @Test
    void shouldHaveScriptsThatCanBeRun() {
        for (String script : List.of("prepare.sh", "start.sh", "healthy.sh")) {
            Path file = Project.file(FOLDER + script);
            assertThat(Files.isExecutable(file)).as(script).isTrue();
            assertThat(Project.read(file)).startsWith("#!/");
        }
        assertThat(Project.read(FOLDER + "Dockerfile.jvm")).contains(String.join(",", Project.SERVICES));
    }

    private static Stream<String> paths(MatchResult copy) {
        return Pattern.compile(" ")
                .splitAsStream(copy.group(2))
                .map(path -> path.replaceFirst("^/opt/noisy-student/", ""));
    }

    private static Container container(Manifests manifests, String service) {
        return manifests.pods().get(service).getSpec().getContainers().get(0);
    }

    private static String argument(String file, String name) {
        return all(ARGUMENT, file)
                .filter(found -> found.group(1).equals(name))
                .map(found -> found.group(2))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
