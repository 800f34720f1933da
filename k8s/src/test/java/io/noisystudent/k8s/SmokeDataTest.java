package io.noisystudent.k8s;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The images of the smoke Job: four shapes at random places under noise, as batches that NumPy reads. */
class SmokeDataTest {
    private static final Path DATA = Project.file("k8s/overlays/smoke/data");
    private static final List<String> CLASSES = List.of("cross", "frame", "bar", "dots");
    private static final int SIDE = 12;
    private static final int SHAPE = 7;

    /** With {@code -Dk8s.write=true} the files are written instead. */
    @ParameterizedTest
    @CsvSource({"train, 200, 1", "validation, 80, 2", "unlabeled, 400, 3"})
    void shouldBeTheImagesThatAreDrawnHere(String name, int count, long seed) throws IOException {
        // Given
        byte[] images = batch(count, seed);
        String labels = IntStream.range(0, count)
                .mapToObj(i -> CLASSES.get(i % CLASSES.size()))
                .collect(Collectors.joining(","));
        boolean labeled = !name.equals("unlabeled");
        if (Boolean.getBoolean("k8s.write")) {
            Files.createDirectories(DATA);
            Files.write(DATA.resolve(name + ".npy"), images);
            if (labeled) {
                Files.writeString(DATA.resolve(name + ".labels"), labels);
            }
        }

        // Then
        assertThat(Files.readAllBytes(DATA.resolve(name + ".npy"))).isEqualTo(images);
        if (labeled) {
            assertThat(Project.read(DATA.resolve(name + ".labels"))).isEqualTo(labels);
        }
    }

    @Test
    void shouldHaveThePipelineOfTheSmokeJob() {
        Manifests smoke = Manifests.read("smoke");

        assertThat(smoke.pipeline().classes()).isEqualTo(CLASSES);
        assertThat(smoke.pipeline().image().height()).isEqualTo(SIDE);
        assertThat(Project.read("k8s/overlays/smoke/smoke.sh"))
                .contains("smoke.labeled", "smoke.unlabeled", "/models/smoke/")
                .doesNotContain("digits");
    }

    private static byte[] batch(int count, long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String header =
                "{'descr': '|u1', 'fortran_order': False, 'shape': (" + count + ", " + SIDE + ", " + SIDE + "), }";
        int padded = (10 + header.length() + 1 + 63) / 64 * 64 - 10;
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) padded, (byte) (padded >> 8)});
        out.write((header + " ".repeat(padded - header.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < count; i++) {
            out.write(image(i % CLASSES.size(), random));
        }
        return out.toByteArray();
    }

    private static byte[] image(int shape, Random random) {
        int top = random.nextInt(SIDE - SHAPE);
        int left = random.nextInt(SIDE - SHAPE);
        byte[] pixels = new byte[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                boolean ink = inShape(shape, y - top, x - left);
                pixels[y * SIDE + x] = (byte) ((ink ? 190 : 0) + random.nextInt(60));
            }
        }
        return pixels;
    }

    private static boolean inShape(int shape, int y, int x) {
        int last = SHAPE - 1;
        if (y < 0 || x < 0 || y > last || x > last) {
            return false;
        }
        return switch (shape) {
            case 0 -> y == x || y == last - x;
            case 1 -> y == 0 || x == 0 || y == last || x == last;
            case 2 -> Math.abs(y - last / 2) <= 1;
            default -> y % 3 == 0 && x % 3 == 0;
        };
    }
}
