package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.log.LogRange;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TaskCutterTest {
    @Test
    void shouldCoverTheSnapshotExactlyOnceInTurns() {
        // When
        List<LogRange> tasks = TaskCutter.cut(
                List.of(new LogRange("u", 0, 5, 12), new LogRange("u", 1, 0, 0), new LogRange("u", 2, 0, 4)), 3);

        // Then
        assertThat(tasks)
                .containsExactly(
                        new LogRange("u", 0, 5, 8),
                        new LogRange("u", 2, 0, 3),
                        new LogRange("u", 0, 8, 11),
                        new LogRange("u", 2, 3, 4),
                        new LogRange("u", 0, 11, 12));
    }

    @Test
    void shouldCutNothingFromAnEmptyLog() {
        assertThat(TaskCutter.cut(List.of(new LogRange("u", 0, 7, 7)), 3)).isEmpty();
    }
}
