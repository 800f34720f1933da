package io.noisystudent.bench.experiment;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/** On patterns under noise, as files of digits. */
class VotesExperimentTest {
    private static final int IMAGES = 1400;
    private static final int PIXELS = 64;
    private static final int CLASSES = 10;
    private static final double DEVIATION = 60;

    @TempDir
    private Path directory;

    @Test
    void shouldLearnMoreOfWeighedVotesThanOfTheMajority() throws IOException {
        // Given
        write();
        Path pipeline = Files.writeString(directory.resolve("pipeline.yaml"), """
                pipeline:
                  name: voted
                  image: {height: 8, width: 8, channels: 1}
                  classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  recipes: [{network: mlp, steps: 150, batch-size: 32, noise: none}]
                """);
        StringWriter screen = new StringWriter();
        CommandLine command = new CommandLine(new ExperimentCommand()).setOut(new PrintWriter(screen));

        // When
        int status = command.execute(
                "votes", directory.toString(), "--prefix", "p", "--pipeline", pipeline.toString(), "--labels", "30");

        // Then
        assertThat(status).isZero();
        String table = screen.toString();
        assertThat(cell(table, "dawid-skene", 2)).isGreaterThan(cell(table, "majority", 2) + 10);
        assertThat(cell(table, "dawid-skene", 3)).isGreaterThan(cell(table, "mean", 3) + 10);
        assertThat(cell(table, "dawid-skene", 4)).isGreaterThan(cell(table, "majority", 4));
        assertThat(cell(table, "true classes", 2)).isEqualTo(100);
    }

    private static double cell(String table, String row, int column) {
        String line = table.lines()
                .filter(text -> text.startsWith("| " + row + " |"))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.split(" *\\| *", -1)[column].replace(" %", ""));
    }

    private void write() throws IOException {
        Random random = new Random(5);
        byte[][] patterns = new byte[CLASSES][PIXELS];
        for (byte[] pattern : patterns) {
            random.nextBytes(pattern);
        }
        try (DataOutputStream images = open("p-images-idx3-ubyte.gz");
                DataOutputStream labels = open("p-labels-idx1-ubyte.gz")) {
            for (int number : new int[] {2051, IMAGES, 8, 8}) {
                images.writeInt(number);
            }
            labels.writeInt(2049);
            labels.writeInt(IMAGES);
            for (int i = 0; i < IMAGES; i++) {
                int label = random.nextInt(CLASSES);
                labels.write(label);
                for (byte pixel : patterns[label]) {
                    double noisy = (pixel & 255) + DEVIATION * random.nextGaussian();
                    images.write((int) Math.max(0, Math.min(255, noisy)));
                }
            }
        }
    }

    private DataOutputStream open(String name) throws IOException {
        return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(directory.resolve(name))));
    }
}
