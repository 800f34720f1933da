package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.teacher.curriculum.Observation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the owner reads besides its messages. */
public interface CurriculumEnvironment {
    /**
     * The data logs and the teacher, now.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code REGISTRY_UNAVAILABLE} or
     *     {@code BROKER_UNAVAILABLE}: try again later
     */
    Observation observe();

    /**
     * Passes if no generation would open with a teacher whose classes are not those of the pipeline.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code SIGNATURE_MISMATCH}: the teacher has other
     *     classes than the pipeline; {@code NOT_FOUND}: the registry does not have the version that the curriculum names
     *     as teacher, or one that a rule of the gate names; {@code REGISTRY_UNAVAILABLE}: try again later
     */
    void requireFit(Observation seen);

    /**
     * Passes if the registry has every member of an ensemble, with the classes of the pipeline.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code NOT_FOUND}, {@code SIGNATURE_MISMATCH};
     *     {@code REGISTRY_UNAVAILABLE}: try again later
     */
    void requireMembers(Ensemble ensemble);

    /**
     * Where the registry's alias {@code teacher} points, now; null when there is none yet.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code REGISTRY_UNAVAILABLE}: try again later
     */
    @Nullable
    ModelRef teacher();

    /**
     * The ids of the pipeline's topics, by name.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BROKER_UNAVAILABLE}: try again later
     */
    Map<String, String> logs();

    /**
     * The versions of the pipeline's model, oldest first.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code REGISTRY_UNAVAILABLE}: try again later
     */
    List<ModelVersion> versions();

    /**
     * A topic up to its high watermarks: every pseudo-label whose completion was read lies below.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BROKER_UNAVAILABLE}: try again later
     */
    List<LogRange> written(String topic);

    /**
     * Whether a consumer group has committed offsets in a topic and no record of it lies behind them.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BROKER_UNAVAILABLE}: try again later;
     *     {@code BROKER_REFUSED}: this process may not know
     */
    boolean hasPassed(String group, String topic);
}
