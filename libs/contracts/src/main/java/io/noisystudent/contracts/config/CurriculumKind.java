package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Optional;
import java.util.Set;

/** Which students a pipeline trains, and from which teacher. */
public sealed interface CurriculumKind
        permits CurriculumKind.NoisyStudent,
                CurriculumKind.OneStudent,
                CurriculumKind.BornAgain,
                CurriculumKind.LabelRefinery,
                CurriculumKind.MutualLearning,
                CurriculumKind.Specialists,
                CurriculumKind.TeacherAssistant {
    /** Name of the default. */
    String NOISY_STUDENT = "noisy-student";

    /** The alias whose version labels, and which the gate moves. */
    String TEACHER = "teacher";

    /** What the registry lets an alias be named; numbers of versions are of this form, too. */
    String ALIAS = "[a-z0-9][a-z0-9._-]{0,62}";

    /** Numbers of versions. */
    String VERSION = "[1-9][0-9]{0,8}";

    /** Names of the kinds that {@linkplain #comparesStudentAlone() compare a student alone}. */
    Set<String> COMPARED_ALONE = Set.of("distillation", "teacher-assistant", "mutual-learning");

    /** Name of the kind, {@code born-again} for example. */
    default String kindName() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /** What students with a teacher in every step are trained on. */
    TransferSet transferSet();

    /** The version or alias that is the first teacher; empty of kinds that name none. */
    default Optional<String> teacherName() {
        return Optional.empty();
    }

    /** As {@link #teacherName()}, without the alias {@code teacher}: a version that has to be there. */
    default Optional<String> givenTeacher() {
        return teacherName().filter(name -> !name.equals(TEACHER));
    }

    /** The number of the version that {@link #teacherName()} is; empty for an alias, which may move. */
    default Optional<Integer> teacherVersion() {
        return teacherName().filter(name -> name.matches(VERSION)).map(Integer::valueOf);
    }

    /** Whether the first recipe is that of a first teacher, which is trained where there is none. */
    default boolean trainsFirstTeacher() {
        return givenTeacher().isEmpty();
    }

    /** Whether a control is a student without its teacher; otherwise it has what all generations had together. */
    default boolean comparesStudentAlone() {
        return COMPARED_ALONE.contains(kindName());
    }

    /** Images of a student whose teacher takes part in every step. */
    enum TransferSet {
        /** The labeled ones. */
        LABELED,
        /** These, and what is selected of the unlabeled log once the teacher has labeled it. */
        ALL
    }

    /** Xie et al. 2020. */
    @JsonTypeName(NOISY_STUDENT)
    @Kind("each student learns from the pseudo-labels of the teacher in office, until `max-generations` are done or"
            + " `patience` ends the loop")
    record NoisyStudent() implements CurriculumKind {
        @Override
        public TransferSet transferSet() {
            return TransferSet.ALL;
        }
    }

    /** One student of a given teacher (Hinton, Vinyals, Dean 2015). */
    @JsonTypeName("distillation")
    @Kind("one student of one teacher (Hinton et al. 2015), smaller, larger or alike")
    record OneStudent(
            @Key(
                    allowed = ALIAS,
                    defaultValue = TEACHER,
                    give = "the number of a version, or an alias",
                    doc = "number of a version of the pipeline's model, or an alias; with `teacher`, the first of two"
                            + " recipes is for a first teacher, with all others the student's is the only one")
            String teacher,

            @Key(
                    defaultValue = "all",
                    doc = "what students are trained on: `labeled` images alone, or beside them what is selected"
                            + " of the unlabeled log")
            TransferSet transferSet)
            implements CurriculumKind {
        @Override
        public Optional<String> teacherName() {
            return Optional.of(teacher);
        }
    }

    /** Furlanello et al., ICML 2018. */
    @JsonTypeName("born-again")
    @Kind("`max-generations` students of one network, each from fresh weights and distilled from the one before"
            + " (Furlanello et al. 2018)")
    record BornAgain(
            @Key(
                    defaultValue = "all",
                    doc = "what students are trained on: `labeled` images alone, or beside them what is selected"
                            + " of the unlabeled log")
            TransferSet transferSet,

            @Key(
                    defaultValue = "false",
                    doc =
                            "average the probabilities of all students when the last one was evaluated, as a version of its"
                                    + " own that the gate weighs")
            boolean ensemble)
            implements CurriculumKind {}

    /** Bagherinezhad et al. 2018. */
    @JsonTypeName("label-refinery")
    @Kind("students of one network, each from fresh weights, on what the one before predicts for every crop in place of"
            + " labels (Bagherinezhad et al. 2018), until accuracy on validation has not risen for `patience`"
            + " generations, or `max-generations` are done")
    record LabelRefinery(
            @Key(
                    defaultValue = "all",
                    doc = "what students are trained on: `labeled` images alone, or beside them what is selected"
                            + " of the unlabeled log")
            TransferSet transferSet)
            implements CurriculumKind {}

    /** Zhang et al., CVPR 2018. */
    @JsonTypeName("mutual-learning")
    @Kind("students that are trained together and learn from each other (Zhang et al. 2018), each a version of its own")
    record MutualLearning(
            @Key(
                    allowed = "[2, 32]",
                    defaultValue = "2",
                    doc = "how many students; they have the recipes in their order, and the last one repeats")
            int students,

            @Key(
                    defaultValue = "labeled",
                    doc = "what students are trained on: `labeled` images alone, which takes no teacher, or beside"
                            + " them what is selected of the unlabeled log; the first recipe is then that of a first"
                            + " teacher, which labels it")
            TransferSet transferSet,

            @Key(
                    defaultValue = "false",
                    doc = "average the probabilities of all students when they were evaluated, as a version of its own"
                            + " that the gate weighs")
            boolean ensemble)
            implements CurriculumKind {
        @Override
        public boolean trainsFirstTeacher() {
            return transferSet == TransferSet.ALL;
        }
    }

    /** Hinton, Vinyals, Dean 2015, section 5. */
    @JsonTypeName("specialists")
    @Kind("specialists of one generalist, each for some of the classes that it confuses, and one version of all of them"
            + " (Hinton et al. 2015, section 5)")
    record Specialists(
            @Key(
                    allowed = ALIAS,
                    defaultValue = TEACHER,
                    give = "the number of a version, or an alias",
                    doc =
                            "the generalist: number of a version of the pipeline's model, or an alias; with `teacher`, the"
                                    + " first of two recipes is for a first generalist, with all others that of the specialists is"
                                    + " the only one")
            String teacher,

            @Key(
                    allowed = "[2, 99]",
                    defaultValue = "2",
                    doc =
                            "into how many clusters the classes are divided, at most half as many as there are classes; each"
                                    + " gets a specialist")
            int clusters,

            @Key(
                    defaultValue = "unlabeled",
                    doc =
                            "images whose predictions say which classes are confused: those of the `unlabeled` log, as far as"
                                    + " the generalist's pseudo-labels are accepted, or the `labeled` ones that specialists are"
                                    + " trained on")
            PredictedImages clusterBy)
            implements CurriculumKind {
        /** Images whose predictions are clustered. */
        public enum PredictedImages {
            UNLABELED,
            LABELED
        }

        @Override
        public TransferSet transferSet() {
            return clusterBy == PredictedImages.UNLABELED ? TransferSet.ALL : TransferSet.LABELED;
        }

        @Override
        public Optional<String> teacherName() {
            return Optional.of(teacher);
        }
    }

    /** Mirzadeh et al., AAAI 2020. */
    @JsonTypeName("teacher-assistant")
    @Kind("a small student of a large teacher, over assistants of sizes between, each distilled from the one before"
            + " (Mirzadeh et al. 2020); the recipes between the teacher's and the student's, which is the last, are"
            + " those of networks that may assist")
    record TeacherAssistant(
            @Key(
                    allowed = ALIAS,
                    defaultValue = TEACHER,
                    give = "the number of a version, or an alias",
                    doc = "number of a version of the pipeline's model, or an alias; with `teacher`, the first recipe"
                            + " is for a first teacher, with all others no recipe is")
            String teacher,

            @Key(allowed = "[1, 100]", defaultValue = "1", doc = "how many of the networks that may assist are trained")
            int assistants,

            @Key(
                    defaultValue = "all",
                    doc = "what students are trained on: `labeled` images alone, or beside them what is selected"
                            + " of the unlabeled log")
            TransferSet transferSet)
            implements CurriculumKind {
        @Override
        public Optional<String> teacherName() {
            return Optional.of(teacher);
        }
    }
}
