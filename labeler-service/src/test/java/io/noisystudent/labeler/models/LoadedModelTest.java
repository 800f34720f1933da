package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.inference.Classifier;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.TinyModels;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test
    void shouldCloseItsClassifiersUnlessTheDeviceIsLost() {
        DeviceGuard lost = new DeviceGuard(Optional.empty(), failure -> {});
        NoisyStudentException failure = new NoisyStudentException(ErrorCode.DEVICE_FAILED, "cuda:0", "gone");
        for (DeviceGuard guard : List.of(TinyModels.NO_GUARD, lost)) {
            // Given: a session on each of two devices
            List<List<Classifier>> devices = List.of(TinyModels.pair(1), TinyModels.pair(1));
            LoadedModel model = new LoadedModel(new ModelRef("shapes", 1), devices, guard);
            if (guard == lost) {
                assertThatThrownBy(() -> guard.running(() -> {
                            throw failure;
                        }))
                        .isSameAs(failure);
            }

            // When
            model.close();

            // Then
            for (Classifier classifier : devices.stream().flatMap(List::stream).toList()) {
                ThrowingCallable use = classifier::input;
                if (guard == lost) {
                    assertThatCode(use).doesNotThrowAnyException();
                    classifier.close();
                } else {
                    assertThatThrownBy(use).isInstanceOf(IllegalStateException.class);
                }
            }
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
