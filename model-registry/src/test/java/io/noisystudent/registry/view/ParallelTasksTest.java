package io.noisystudent.registry.view;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ParallelTasksTest {
    @Test
    void shouldThrowWhatATaskThrows() {
        // Given
        ParallelTasks tasks = new ParallelTasks(2);
        // When
        tasks.run(() -> {
            throw new IllegalStateException("the store is away");
        });
        // Then
        assertThatThrownBy(tasks::close).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldNotTakeATaskThatRanOutOfMemoryForOneThatWasDone() {
        // Given
        ParallelTasks tasks = new ParallelTasks(2);
        // When
        tasks.run(() -> {
            throw new OutOfMemoryError("heap");
        });
        // Then
        assertThatThrownBy(tasks::close).isInstanceOf(OutOfMemoryError.class);
    }
}
