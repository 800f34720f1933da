package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Leads a curriculum step by step and keeps what it sent. */
final class Drive {
    final List<Command> sent = new ArrayList<>();
    Generations generations = Generations.NONE;
    private Curriculum curriculum;
    private long offset;

    Drive(CurriculumConfig config) {
        this(Fixture.pipeline(config));
    }

    Drive(PipelineConfig pipeline) {
        this(pipeline, new NoisyStudentRules(pipeline, Fixture.CLOCK));
    }

    Drive(PipelineConfig pipeline, CurriculumRules rules) {
        curriculum = new Curriculum(pipeline, rules, Fixture.CLOCK);
    }

    /** Goes on from the same generations with another configuration, as the service does after a restart. */
    void restart(CurriculumConfig config) {
        curriculum = Fixture.curriculum(Fixture.pipeline(config));
    }

    Transition on(CurriculumEvent event) {
        Transition transition = curriculum.on(generations, event);
        if (transition.state() != null) {
            generations = generations.with(transition.state());
        }
        sent.addAll(transition.commands());
        return transition;
    }

    Transition observe(ModelRef teacher, long labeled, long unlabeled) {
        return on(new CurriculumEvent.Observed(Fixture.seen(teacher, labeled, unlabeled)));
    }

    GenerationState state(String id) {
        return generations.find(id).orElseThrow();
    }

    List<LabelingTask> labelingTasks(String generation) {
        return sent.stream()
                .filter(Command.Label.class::isInstance)
                .map(command -> ((Command.Label) command).task())
                .filter(task -> task.id().startsWith(generation + "-"))
                .toList();
    }

    List<TrainingRequest> requests(String generation) {
        return sent.stream()
                .filter(Command.Train.class::isInstance)
                .map(command -> ((Command.Train) command).request())
                .filter(request -> request.id().startsWith(generation + "-"))
                .toList();
    }

    List<EvaluationTask> evaluationTasks(String generation) {
        return sent.stream()
                .filter(Command.Evaluate.class::isInstance)
                .map(command -> ((Command.Evaluate) command).task())
                .filter(task -> task.generation().equals(generation))
                .toList();
    }

    /** Answers every labeling task, and measures the log of answers. */
    void label(String generation) {
        labelingTasks(generation).forEach(task -> on(Fixture.answer(task)));
        on(new CurriculumEvent.AnswersMeasured(generation, Fixture.log("pets.pseudo-labels", 80)));
    }

    void train(String generation, ModelRef model) {
        on(Fixture.trained(generation + "-s0", model, 0.9));
    }

    void evaluate(String generation) {
        evaluationTasks(generation).forEach(task -> on(Fixture.predicted(task, offset++)));
    }

    /** From wherever it is, through training and evaluation, to the gate's verdict. */
    void decide(String generation, ModelRef model, Verdict.Outcome outcome) {
        train(generation, model);
        evaluate(generation);
        on(Fixture.evaluated(generation, model, outcome));
    }

    /** Generation 0 with a promotion of version 1. */
    void firstTeacher() {
        observe(null, 40, 400);
        decide("0", Fixture.FIRST, Verdict.Outcome.PROMOTED);
    }
}
