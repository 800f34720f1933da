package io.noisystudent.learning.objective;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a term takes from the batch and the networks besides the student's logits.
 *
 * @param studentValues names of values within the student's graph
 * @param teacherValues names of values within the teachers' graphs
 * @param storedLabels whether it reads the stored soft labels
 * @param labelTargets whether it reads the distributions that people gave to labeled rows
 * @param teacherView what the teachers are shown, if they are asked at all
 */
public record LossInputs(
        Set<String> studentValues,
        Set<String> teacherValues,
        boolean storedLabels,
        boolean labelTargets,
        TeacherView teacherView) {
    /** Nothing but logits. */
    public static final LossInputs NONE = new LossInputs(Set.of(), Set.of(), false, TeacherView.NONE);

    /** The distributions that people gave to labeled rows. */
    public static final LossInputs LABEL_TARGETS = new LossInputs(Set.of(), Set.of(), false, true, TeacherView.NONE);

    /** The stored soft labels. */
    public static final LossInputs STORED_LABELS = new LossInputs(Set.of(), Set.of(), true, TeacherView.NONE);

    public LossInputs {
        studentValues = Set.copyOf(studentValues);
        teacherValues = Set.copyOf(teacherValues);
    }

    /** Without distributions that people gave. */
    public LossInputs(
            Set<String> studentValues, Set<String> teacherValues, boolean storedLabels, TeacherView teacherView) {
        this(studentValues, teacherValues, storedLabels, false, teacherView);
    }

    /** The teachers' logits for some view. */
    public static LossInputs teacher(TeacherView view) {
        return new LossInputs(Set.of(), Set.of(), false, view);
    }

    /** What several terms take; all that ask teachers must show them the same view. */
    public static LossInputs union(List<LossInputs> inputs) {
        Set<String> student = new HashSet<>();
        Set<String> teacher = new HashSet<>();
        boolean stored = false;
        boolean targets = false;
        TeacherView view = TeacherView.NONE;
        for (LossInputs one : inputs) {
            student.addAll(one.studentValues);
            teacher.addAll(one.teacherValues);
            stored |= one.storedLabels;
            targets |= one.labelTargets;
            view = view.and(one.teacherView);
        }
        return new LossInputs(student, teacher, stored, targets, view);
    }
}
