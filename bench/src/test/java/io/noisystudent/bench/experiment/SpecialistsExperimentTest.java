package io.noisystudent.bench.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class SpecialistsExperimentTest {
    @TempDir
    private Path directory;

    @Test
    void shouldCompareSpecialistsAndGoOnWithTheNetworksThatAreThere() throws IOException {
        // Given
        run("1");
        JsonNode report = report();
        Map<String, String> networks = networks();
        deleteSpecialistsAndMembers();

        // When: what is missing is trained again, two at a time
        run("2");

        // Then
        assertThat(report()).isEqualTo(report);
        assertThat(networks()).isEqualTo(networks).hasSize(6);
        JsonNode seed = report.get("seeds").get(0);
        assertThat(seed.get("clusters")).hasSize(2);
        JsonNode rows = seed.get("rows");
        assertThat(rows.get(0).get("accuracy").asDouble()).isGreaterThan(30);
        assertThat(rows.get(1).get("accuracy").asDouble()).isGreaterThan(30);
        assertThat(rows.get(1).get("aboveGeneralist").get("deviation").asDouble())
                .isPositive();
        assertThat(rows.get(1).get("networks").asInt()).isEqualTo(3);
        assertThat(rows.get(2).get("networks").asInt()).isEqualTo(2);
        assertThat(rows.get(1).get("trainedSteps")).isEqualTo(rows.get(2).get("trainedSteps"));
    }

    @Test
    void shouldRefuseWhatCannotBeDrawn() {
        assertThat(execute("--classes", "7").getValue()).contains("even");
        assertThat(execute("--specialists", "60").getValue()).contains("no more than half");
    }

    private static Map.Entry<Integer, String> execute(String... options) {
        StringWriter screen = new StringWriter();
        CommandLine command = new CommandLine(new SpecialistsExperiment()).setErr(new PrintWriter(screen));
        return Map.entry(command.execute(options), screen.toString());
    }

    private void deleteSpecialistsAndMembers() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches("(specialist|member)-.*"))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private void run(String parallel) {
        Map.Entry<Integer, String> ended = execute(
                "--classes=8",
                "--specialists=2",
                "--images=30",
                "--size=10",
                "--steps=80",
                "--specialist-steps=40",
                "--seeds=1",
                "--parallel=" + parallel,
                "--results=" + directory);
        assertThat(ended.getKey()).as(ended.getValue()).isZero();
    }

    private JsonNode report() throws IOException {
        return new ObjectMapper().readTree(directory.resolve("report.json").toFile());
    }

    private Map<String, String> networks() throws IOException {
        Map<String, String> networks = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".onnx")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                networks.put(
                        directory.relativize(file).toString(), HexFormat.of().formatHex(bytes));
            }
        }
        return networks;
    }
}
