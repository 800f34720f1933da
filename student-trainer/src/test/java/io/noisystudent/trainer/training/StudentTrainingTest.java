package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingData;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.learning.training.Precision;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.trainer.checkpoint.CheckpointArchive;
import io.noisystudent.trainer.testing.Images;
import io.noisystudent.trainer.testing.InMemoryLog;
import io.noisystudent.trainer.testing.Shapes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StudentTrainingTest {
    private static final String UNLABELED = Shapes.TOPICS.unlabeled();

    @TempDir
    private Path directory;

    private final InMemoryLog log = new InMemoryLog();

    @BeforeEach
    void fill() {
        for (int i = 0; i < 6; i++) {
            String label = Shapes.PIPELINE.classes().get(i % 3);
            log.append(Shapes.TOPICS.labeled(), "l" + i, Images.png(i), Map.of("label", label, "split", "train"));
            log.append(
                    Shapes.TOPICS.labeled(), "v" + i, Images.png(6 + i), Map.of("label", label, "split", "validation"));
        }
        log.append(UNLABELED, "u", Images.npy(12, 3), Map.of());
        Shapes.append(
                log,
                Shapes.answer(
                        "1-0",
                        new LogRange(UNLABELED, 0, 0, 1),
                        new long[3],
                        new int[] {0, 1, 2},
                        0.8f,
                        0.1f,
                        0.1f,
                        0.1f,
                        0.8f,
                        0.1f,
                        0.1f,
                        0.1f,
                        0.8f));
    }

    @Test
    void shouldGiveEqualWeightsForEqualRequests() {
        // Given
        TrainingRequest request = Shapes.request("r", Shapes.data(log, 1, 3));

        // When
        TrainedStudent first = run(request);
        TrainedStudent second = run(request);

        // Then
        assertThat(OnnxWriter.write(first.graph())).isEqualTo(OnnxWriter.write(second.graph()));
        TrainingReport report = first.report();
        assertThat(report.steps()).isEqualTo(6);
        assertThat(report.labeled()).isEqualTo(6);
        assertThat(report.accepted()).isEqualTo(3);
        assertThat(report.selected()).isEqualTo(3);
        assertThat(report.duplicates()).isZero();
        assertThat(report.selectedPerClass()).containsExactly(1, 1, 1);
        assertThat(report.validationAccuracy()).isBetween(0.0, 1.0);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldTrainOnPseudoLabels() {
        // Given
        TrainingRequest request = Shapes.request("r", Shapes.data(log, 1, 3));
        TrainingData supervised = TrainingData.supervised(request.data().labeled());

        // When
        TrainedStudent student = run(request);
        TrainedStudent alone = run(Shapes.request("r", supervised));

        // Then
        assertThat(OnnxWriter.write(student.graph())).isNotEqualTo(OnnxWriter.write(alone.graph()));
        assertThat(alone.report().accepted()).isZero();
        assertThat(alone.report().selectedPerClass()).isEmpty();
    }

    @Test
    void shouldRefuseToTrainWithoutLabels() {
        // Given
        TrainingData nothing = TrainingData.supervised(List.of(new LogRange("shapes.labeled", 0, 0, 0)));

        // When / Then
        assertThatThrownBy(() -> run(Shapes.request("r", nothing)))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_TRAINING_DATA));
        assertThat(directory).isEmptyDirectory();
    }

    private TrainedStudent run(TrainingRequest request) {
        MachineShare machine = new MachineShare(1, 1, Precision.FP32);
        return new StudentTraining(
                        Shapes.PIPELINE,
                        log,
                        directory,
                        machine,
                        new CheckpointArchive(Optional::empty, directory, Duration.ZERO, System::nanoTime))
                .run(request, TrainingListener.NONE);
    }
}
