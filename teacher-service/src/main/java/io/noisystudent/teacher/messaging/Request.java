package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.teacher.curriculum.CurriculumEvent;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A person's wish, on its way to the owner's thread.
 *
 * @param event made there, since it may need a look at the world
 * @param answer the state after the commit, or a {@link NoisyStudentException}
 */
record Request(Supplier<CurriculumEvent> event, CompletableFuture<GenerationState> answer) {
    void refuse(String instance) {
        answer.completeExceptionally(new NoisyStudentException(
                ErrorCode.NOT_ACTIVE,
                instance,
                "this instance does not own the curriculum now: ask again, or ask another instance"));
    }
}
