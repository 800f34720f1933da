package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.teacher.curriculum.CurriculumEvent.WorkPassed;
import io.noisystudent.teacher.curriculum.Generations;
import io.noisystudent.teacher.curriculum.OpenWork;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices work of the open generation that will never be answered: its group is at the end of its topic and all
 * answers are read, and both stay so for the whole patience although the generation still waits.
 *
 * <p>Who answers does it before the offset is committed, or together with it, so work that is passed and not answered
 * was taken by another consumer, or skipped. Not persisted: after a restart the patience starts over. Not thread-safe.
 */
final class PassedWork {
    private static final Logger LOG = LoggerFactory.getLogger(PassedWork.class);
    private static final int LOOKS = 6;

    private final OwnerSettings settings;
    private final LongSupplier nanoTime;
    private final Look look;
    private @Nullable GenerationState suspected;
    private long since;
    private long nextLook;
    private boolean refused;

    /** What the broker says; both throw {@code NoisyStudentException} when it does not say it now. */
    interface Look {
        /** Whether a consumer group has no record of a topic before it. */
        boolean hasPassed(String group, String topic);

        /** Whether everything that was written to the inputs of the owner has been read by it. */
        boolean isAllRead();
    }

    /** @param nanoTime as {@link System#nanoTime}: it is never set, unlike the time of day */
    PassedWork(OwnerSettings settings, LongSupplier nanoTime, Look look) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.look = look;
        this.nextLook = nanoTime.getAsLong();
    }

    /** A trainer is at work, whatever offset its group has: the patience starts over. */
    void onTraining() {
        suspected = null;
    }

    /** What has been passed, if that has been so for long enough; looks six times in the patience at most. */
    Optional<WorkPassed> check(Generations generations) {
        Optional<OpenWork> work = OpenWork.of(generations, settings.topics());
        long now = nanoTime.getAsLong();
        if (work.isEmpty() || now - nextLook < 0) {
            return Optional.empty();
        }
        nextLook = now + settings.passedAfter().toNanos() / LOOKS;
        if (!isPassed(work.get())) {
            suspected = null;
            return Optional.empty();
        }
        GenerationState open = generations.open().orElseThrow();
        if (!open.equals(suspected)) {
            suspected = open;
            since = now;
        }
        return now - since < settings.passedAfter().toNanos()
                ? Optional.empty()
                : Optional.of(new WorkPassed(open.plan().id(), work.get()));
    }

    private boolean isPassed(OpenWork work) {
        try {
            // In this order: an answer is written before the offset that says so.
            return look.hasPassed(work.group(), work.topic()) && look.isAllRead();
        } catch (NoisyStudentException e) {
            if (e.code() == ErrorCode.BROKER_REFUSED && !refused) {
                refused = true;
                LOG.warn("{}", e.describe());
            }
            return false;
        }
    }
}
