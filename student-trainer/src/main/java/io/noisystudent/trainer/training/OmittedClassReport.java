package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.OmittedClass;
import io.noisystudent.contracts.event.OmittedClass.Errors;
import io.noisystudent.learning.distillation.ClassBias;
import io.noisystudent.learning.distillation.ClassErrors;
import io.noisystudent.learning.distillation.OmittedClasses;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.networks.graph.Graph;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which classes a recipe omits, and what a student knows of them all the same. */
final class OmittedClassReport {
    private final List<String> omitted;
    private final List<String> classes;

    /**
     * @param classes of the pipeline
     * @throws NoisyStudentException {@code CONFIG_INVALID} if one is no class of the pipeline
     */
    OmittedClassReport(List<String> omitted, List<String> classes) {
        this.omitted = omitted;
        this.classes = classes;
        if (!classes.containsAll(omitted)) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "omit-classes",
                    "the recipe omits " + omitted + ", and the classes are " + classes + "; omit some of these");
        }
    }

    OmittedClasses classes() {
        Set<Integer> labels = new HashSet<>();
        omitted.forEach(name -> labels.add(classes.indexOf(name)));
        return new OmittedClasses(labels);
    }

    /** Null without omitted classes, or without validation images. */
    @Nullable
    List<OmittedClass> of(Graph student, Optional<LabeledSamples> validation, int threads) {
        if (omitted.isEmpty() || validation.isEmpty() || validation.get().size() == 0) {
            return null;
        }
        int[] labels = validation.get().labels();
        float[][] logits = new NetworkOutputs(validation.get().images(), threads).logits(student);
        return omitted.stream().map(name -> of(name, logits, labels)).toList();
    }

    private OmittedClass of(String name, float[][] logits, int[] labels) {
        int label = classes.indexOf(name);
        double bias = ClassBias.of(logits, labels, label);
        int ofClass = (int) IntStream.of(labels).filter(k -> k == label).count();
        return new OmittedClass(
                name,
                labels.length,
                ofClass,
                errors(ClassErrors.of(logits, labels, label, 0)),
                bias,
                errors(ClassErrors.of(logits, labels, label, bias)));
    }

    private static Errors errors(ClassErrors errors) {
        return new Errors(errors.all(), errors.missed(), errors.mistaken());
    }
}
