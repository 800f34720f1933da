package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class NetworksCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path home;

    @Test
    void shouldListWhatCanBeBuiltForThePipelinesImages() {
        // When there is no local pipeline
        assertThat(run("networks")).isZero();

        // Then
        assertThat(text())
                .startsWith("network ")
                .containsPattern("\nresnet-20 +272,186 +31,021,952\n")
                .containsPattern("\nwrn-10-1 +77,562 +9,345,920  wrn-<6n\\+4>-<k>\n")
                .contains("For images of 28x28x1 and 10 classes");
    }

    /** Parameters and multiply-adds as the literature has them. */
    @Test
    void shouldAgreeWithPublishedSizes() throws IOException {
        // When
        assertThat(run("networks", "--image", "224x224x3", "--classes", "1000", "--json"))
                .isZero();

        // Then
        Map<String, JsonNode> sizes = new HashMap<>();
        for (String line : text().lines().toList()) {
            JsonNode size = new ObjectMapper().readTree(line);
            sizes.put(size.path("network").asText(), size);
        }
        assertThat(sizes.get("resnet-50").path("parameters").asLong()).isEqualTo(25_557_032);
        assertThat(sizes.get("resnet-50").path("flops").asLong() / 1_000_000).isEqualTo(4_089);
        assertThat(sizes.get("efficientnet-b0").path("parameters").asLong()).isEqualTo(5_288_548);
        assertThat(sizes.get("efficientnet-l2").path("parameters").asLong()).isEqualTo(480_309_308);
    }

    @Test
    void shouldListTheValuesOfANetworkAndMarkDefaults() {
        // When
        assertThat(run("networks", "resnet-20", "--tensors", "--image", "32x32x3"))
                .isZero();

        // Then
        List<String> marked = text().lines()
                .filter(line -> line.contains("  (N, "))
                .map(String::strip)
                .toList();
        assertThat(marked).hasSizeGreaterThan(60).first().asString().contains("(N, ");
        assertThat(marked.stream().filter(line -> !line.endsWith(")")).map(line -> line.replaceAll("  +", " | ")))
                .containsExactly(
                        "stage1.block3.relu | (N, 16, 32, 32) | attention-transfer",
                        "stage2.block3.relu | (N, 32, 16, 16) | attention-transfer, hint",
                        "stage3.block3.relu | (N, 64, 8, 8) | attention-transfer, similarity-preserving",
                        "pool.flatten | (N, 64) | relational-distance, relational-angle");
        assertThat(marked).last().asString().startsWith("logits ");
    }

    @Test
    void shouldReadAFileAndTheImageThatItIsFor() throws IOException {
        // Given
        Path file = home.resolve("net.onnx");
        Files.write(
                file,
                OnnxWriter.write(Networks.build("resnet-8", new ImageShape(16, 24, 3), List.of("a", "b", "c"), 1)));

        // When
        assertThat(run("networks", file.toString(), "--tensors", "--json")).isZero();

        // Then
        List<JsonNode> values = new ArrayList<>();
        for (String line : text().lines().toList()) {
            values.add(new ObjectMapper().readTree(line));
        }
        assertThat(values)
                .anySatisfy(
                        value -> assertThat(value.toString())
                                .isEqualTo(
                                        "{\"name\":\"stage1.block1.relu\",\"shape\":[16,16,24],\"defaultOf\":[\"attention-transfer\"]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "networks --tensors | 2 | --tensors lists the values of one network; name it",
                "networks --image 32 | 2 | --image is 32; give height, width and channels, 1 or 3, such as 32x32x3",
                "networks --image 20000x32x3 | 2 | --image is 20000x32x3; give height, width and channels",
                "networks --classes 1 | 2 | --classes is 1; give 2 to 1000000",
                "networks --classes 1000001 | 2 | --classes is 1000001; give 2 to 1000000",
                "networks 3 --classes 5 | 2 | --classes is 5, and 3 has its own; leave it out",
                "networks mlp-w99 --image 9000x9000x3 | 1 | MODEL_LIMITS mlp-w99: for images of 9000x9000x3 and 10 classes",
                "networks resnet-21 | 1 | UNKNOWN_NETWORK resnet-21"
            })
    void shouldRefuseWhatItCannotShow(String command, int status, String problem) {
        assertThat(run(command.split(" ", -1))).isEqualTo(status);
        assertThat(err.toString()).contains(problem);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", home.toString()));
        CommandLine line =
                NoisyStudent.commandLine(new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), false));
        line.setErr(new PrintWriter(err, true));
        return line.execute(all.toArray(String[]::new));
    }
}
