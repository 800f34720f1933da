package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.distillation.RegressorShape;
import io.noisystudent.learning.distillation.ValuePairs.Pair;
import io.noisystudent.learning.module.FeatureValues;
import io.noisystudent.networks.graph.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The pairs of values that a term compares: those that it names, or its default. What does not exist or does not fit is
 * {@code SIGNATURE_MISMATCH}, with the key of the term.
 */
final class ComparedValues {
    private static final int MAP = 4;

    private final FeatureDistillation term;
    private final FeatureValues student;
    private final List<FeatureValues> teachers;

    ComparedValues(FeatureDistillation term, ObjectiveFactory.Request request) {
        this.term = term;
        ImageShape image = request.data().labeled().images().shape();
        student = new FeatureValues(request.network(), image);
        teachers = request.data().teachers().stream()
                .map(graph -> new FeatureValues(graph, image))
                .toList();
    }

    /** Feature maps; by default at the ends of all stages that both have, counted from the last. */
    List<Pair> maps() {
        List<Pair> pairs = pairs(this::stages);
        for (Pair pair : pairs) {
            for (FeatureValues teacher : teachers) {
                if (studentShape(pair).length != MAP || teacherShape(pair, teacher).length != MAP) {
                    throw refusal(describe(pair, teacher) + "; both must be feature maps (N, C, H, W), name values"
                            + " before the positions are averaged");
                }
            }
        }
        return pairs;
    }

    /** By default at the end of the last stage. */
    List<Pair> lastStages() {
        return pairs(() -> stages().subList(stages().size() - 1, stages().size()));
    }

    /** By default at the end of the middle stage. */
    List<Pair> middleStages() {
        return pairs(() -> {
            List<Pair> all = stages();
            int middle = (all.size() - 1) / 2;
            return all.subList(middle, middle + 1);
        });
    }

    /** By default what goes into the classifiers. */
    List<Pair> classifierInputs() {
        return pairs(() -> List.of(new Pair(
                student.classifierInput().orElseThrow(this::noDefault),
                teachers.get(0).classifierInput().orElseThrow(this::noDefault))));
    }

    /** How the student's value becomes the teacher's, or those of all teachers, which have one regressor. */
    RegressorShape regressor(Pair pair) {
        RegressorShape first = regressor(pair, teachers.get(0));
        for (FeatureValues teacher : teachers) {
            if (!regressor(pair, teacher).equals(first)) {
                throw refusal(describe(pair, teachers.get(0)) + ", and another teacher's is "
                        + Arrays.toString(teacherShape(pair, teacher))
                        + (teacher.isRectified(pair.teacher()) ? "," : ", not")
                        + " out of a ReLU; name a value that is the same in all teachers");
            }
        }
        return first;
    }

    private RegressorShape regressor(Pair pair, FeatureValues teacher) {
        boolean rectified = teacher.isRectified(pair.teacher());
        return RegressorShape.between(studentShape(pair), teacherShape(pair, teacher), rectified)
                .orElseThrow(() -> refusal(describe(pair, teacher) + ", and no regressor with at most "
                        + RegressorShape.MOST_WEIGHTS + " weights leads from one to the other; name values of nearer"
                        + " size: two vectors, or two feature maps of which the student's is as large, larger, or half"
                        + " as large"));
    }

    private List<Pair> stages() {
        List<String> ofStudent = student.stages();
        List<String> ofTeacher = teachers.get(0).stages();
        int both = Math.min(ofStudent.size(), ofTeacher.size());
        if (both == 0) {
            throw noDefault();
        }
        return IntStream.range(0, both)
                .mapToObj(i -> new Pair(
                        ofStudent.get(ofStudent.size() - both + i), ofTeacher.get(ofTeacher.size() - both + i)))
                .toList();
    }

    private List<Pair> pairs(Supplier<List<Pair>> byDefault) {
        List<String> ofStudent = term.features().student();
        List<String> ofTeacher = term.features().teacher();
        List<Pair> pairs = ofStudent == null || ofTeacher == null ? byDefault.get() : named(ofStudent, ofTeacher);
        for (Pair pair : pairs) {
            studentShape(pair);
            teachers.forEach(teacher -> teacherShape(pair, teacher));
        }
        return pairs;
    }

    private static List<Pair> named(List<String> ofStudent, List<String> ofTeacher) {
        return IntStream.range(0, ofStudent.size())
                .mapToObj(i -> new Pair(ofStudent.get(i), ofTeacher.get(i)))
                .toList();
    }

    private long[] studentShape(Pair pair) {
        return student.shape(pair.student(), key("student"));
    }

    private long[] teacherShape(Pair pair, FeatureValues teacher) {
        return teacher.shape(pair.teacher(), key("teacher"));
    }

    private String describe(Pair pair, FeatureValues teacher) {
        return "the student's " + pair.student() + " is " + Arrays.toString(studentShape(pair)) + " and the teacher's "
                + pair.teacher() + " is " + Arrays.toString(teacherShape(pair, teacher)) + " for two images";
    }

    private String key(String side) {
        return "objective." + term.termName() + "." + side;
    }

    private NoisyStudentException noDefault() {
        return refusal(
                "the networks have no values that stand for it; name them, " + Signature.LOGITS + " for example");
    }

    private NoisyStudentException refusal(String problem) {
        String subject = "objective." + term.termName();
        return new NoisyStudentException(ErrorCode.SIGNATURE_MISMATCH, subject, subject + ": " + problem);
    }
}
