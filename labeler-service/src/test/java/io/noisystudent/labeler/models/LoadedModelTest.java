package io.noisystudent.labeler.models;

import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.TinyModels;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoadedModelTest {
    private static final int CALLERS = 4;
    private static final int CALLS = 200;

    /** More callers than runs at once, so that some have to wait. */
    @Test
    void shouldAnswerEachCallerForItsOwnImages() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try (TestModels models = new TestModels()) {
            // Given
            LoadedModel model = models.open(1);

            // When
            List<Future<Boolean>> callers = IntStream.range(0, CALLERS)
                    .mapToObj(caller -> threads.submit(() -> isAlwaysRight(model, caller)))
                    .toList();

            // Then
            for (Future<Boolean> caller : callers) {
                assertThat(caller.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean isAlwaysRight(LoadedModel model, int image) {
        byte[] pixels = Images.pixels(image);
        float[] alone = TinyModels.probabilities(1, pixels);
        FloatBuffer probabilities = FloatBuffer.allocate(alone.length);
        for (int call = 0; call < CALLS; call++) {
            model.classify(ByteBuffer.wrap(pixels), probabilities);
            if (!FloatBuffer.wrap(alone).equals(probabilities)) {
                return false;
            }
        }
        return true;
    }
}
