package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.distillation.RegressorShape;
import io.noisystudent.learning.distillation.ValuePairs.Pair;
import io.noisystudent.networks.features.DefaultValues;
import io.noisystudent.networks.features.FeatureValues;
import io.noisystudent.networks.graph.Signature;
import java.util.Arrays;
import java.util.List;
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

    /** As {@link #pairs}, of feature maps alone. */
    List<Pair> maps() {
        List<Pair> pairs = pairs();
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

    /** Those that the term names, or its default, with as many stages as both networks have. */
    List<Pair> pairs() {
        List<String> ofStudent = term.features().student();
        List<String> ofTeacher = term.features().teacher();
        List<Pair> pairs = ofStudent == null || ofTeacher == null ? byDefault() : named(ofStudent, ofTeacher);
        for (Pair pair : pairs) {
            studentShape(pair);
            teachers.forEach(teacher -> teacherShape(pair, teacher));
        }
        return pairs;
    }

    private List<Pair> byDefault() {
        FeatureValues teacher = teachers.get(0);
        DefaultValues values = DefaultValues.of(term);
        int both = Math.min(student.stages().size(), teacher.stages().size());
        List<String> ofStudent = values.in(student, both);
        List<String> ofTeacher = values.in(teacher, both);
        if (ofStudent.isEmpty() || ofTeacher.isEmpty()) {
            throw noDefault();
        }
        return named(ofStudent, ofTeacher);
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
