package io.noisystudent.teacher.evaluation;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.StudentResult.Accuracy;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.teacher.curriculum.CurriculumEvent;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Evaluated;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TeacherMoved;
import io.noisystudent.teacher.curriculum.GateOpponents;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates a candidate whose evaluation tasks are all answered.
 *
 * <p>Idempotent: the evidence has ids that follow from generation and version, and the registry keeps the first
 * evaluation of an id, and the verdict on a version while it is true. So it may be repeated after whatever went wrong.
 */
public final class CandidateEvaluator {
    private static final Logger LOG = LoggerFactory.getLogger(CandidateEvaluator.class);

    /** What the registry refuses when another teacher than the compared one may be the reason. */
    private static final Set<ErrorCode> TEACHER_MOVED =
            EnumSet.of(ErrorCode.STALE_REVISION, ErrorCode.VERDICT_OUTDATED);

    private final PipelineConfig pipeline;
    private final Registry registry;
    private final Function<Collection<Long>, List<Predictions>> answers;
    private final Scoring scoring;
    private final Clock clock;

    /** @param answers reads the predictions at these offsets of the log of evaluations, see {@link AnswerLog#read} */
    public CandidateEvaluator(
            PipelineConfig pipeline,
            Registry registry,
            Function<Collection<Long>, List<Predictions>> answers,
            Clock clock) {
        this.pipeline = pipeline;
        this.registry = registry;
        this.answers = answers;
        this.clock = clock;
        this.scoring =
                new Scoring(pipeline.classes().size(), pipeline.curriculum().seed());
    }

    /**
     * Evaluates the candidate; where another model is the teacher by now, the candidate itself included, the
     * answer is who that is.
     *
     * @throws NoisyStudentException {@code NO_EVIDENCE} when the gate has rules and its split no sample, or when the
     *     registry has other evidence of the same name; else what the registry or the log says
     */
    public CurriculumEvent evaluate(Evaluating state) {
        try {
            return measure(state);
        } catch (NoisyStudentException e) {
            Optional<ModelRef> teacher = TEACHER_MOVED.contains(e.code()) ? teacher() : Optional.empty();
            return teacher.filter(now -> !now.equals(state.opponent()))
                    .map(now -> new TeacherMoved(state.plan().id(), now))
                    .orElseThrow(() -> e);
        }
    }

    private Optional<ModelRef> teacher() {
        return registry.alias(pipeline.name(), AliasSlot.TEACHER)
                .map(slot -> new ModelRef(slot.model(), slot.version()));
    }

    /**
     * Scores the candidate on both held-out splits, posts the evidence and asks the gate. Of a candidate that waits for
     * a person only the gate is asked again. About a control no gate is asked; what it says of the student with which
     * it is compared is evidence about that one too.
     */
    private Evaluated measure(Evaluating state) {
        if (state.pending() != null) {
            return new Evaluated(
                    state.plan().id(),
                    state.candidate().validation(),
                    state.candidate().test(),
                    ask(state),
                    state.peers());
        }
        ModelRef candidate = state.candidate().model();
        ModelRef opponent = state.opponent();
        List<Predictions> predictions = answers.apply(state.answers().values());
        Map<Split, SplitScore> scores = score(state, candidate, opponent, predictions);
        if (!state.plan().control() && !isEnough(scores)) {
            throw noEvidence(state.plan());
        }
        postAll(state, candidate, scores, predictions);
        compareWithNamed(state, predictions);
        List<StudentResult> peers = state.peers().stream()
                .map(peer -> measured(state, peer, predictions))
                .toList();
        if (state.plan().control() && opponent != null) {
            Latency own = SlowestLatency.of(opponent, predictions);
            score(state, opponent, candidate, predictions)
                    .forEach((split, score) ->
                            post(evaluation(state, opponent, id(state.plan(), split, opponent), split, score, own)));
        }
        return new Evaluated(
                state.plan().id(),
                accuracy(scores.get(Split.VALIDATION)),
                accuracy(scores.get(Split.TEST)),
                state.plan().control() ? null : ask(state),
                peers);
    }

    /** One that learned along with the candidate, about which no gate is asked. */
    private StudentResult measured(Evaluating state, StudentResult peer, List<Predictions> predictions) {
        Map<Split, SplitScore> scores = score(state, peer.model(), state.opponent(), predictions);
        postAll(state, peer.model(), scores, predictions);
        return new StudentResult(
                peer.requestId(),
                peer.model(),
                peer.report(),
                accuracy(scores.get(Split.VALIDATION)),
                accuracy(scores.get(Split.TEST)));
    }

    private void postAll(
            Evaluating state, ModelRef student, Map<Split, SplitScore> scores, List<Predictions> predictions) {
        Latency latency = SlowestLatency.of(student, predictions);
        scores.forEach((split, score) ->
                post(evaluation(state, student, evidenceId(state, split, student), split, score, latency)));
    }

    /** Evidence against each version with which rules of the gate compare the candidate. */
    private void compareWithNamed(Evaluating state, List<Predictions> predictions) {
        ModelRef candidate = state.candidate().model();
        Latency latency = SlowestLatency.of(candidate, predictions);
        for (ModelRef named : named(state)) {
            Map<Split, SplitScore> scores = score(state, candidate, named, predictions);
            requireAnswers(state, named, scores);
            scores.forEach((split, score) ->
                    post(evaluation(state, candidate, against(state, split, candidate, named), split, score, latency)));
        }
    }

    /** Versions with which rules of the gate compare the candidate, beside its opponent. */
    private List<ModelRef> named(Evaluating state) {
        return GateOpponents.of(pipeline, state.plan()).stream()
                .filter(model -> !model.equals(state.opponent()))
                .toList();
    }

    /** The labelers were not asked about a version that the rules name since. */
    private void requireAnswers(Evaluating state, ModelRef named, Map<Split, SplitScore> scores) {
        if (!scores.containsKey(pipeline.gate().split())) {
            throw new NoisyStudentException(
                    ErrorCode.NO_EVIDENCE,
                    "generation " + state.plan().id(),
                    "a rule of the gate compares with " + named + ", of which the labelers predicted nothing in this"
                            + " generation; open another generation");
        }
    }

    private void post(ModelEvaluation evidence) {
        try {
            registry.postEvaluation(evidence);
        } catch (NoisyStudentException e) {
            if (e.code() != ErrorCode.SLOT_TAKEN) {
                throw e;
            }
            // Measured again it would say the same again.
            throw new NoisyStudentException(
                    ErrorCode.NO_EVIDENCE,
                    evidence.id(),
                    "the registry has other evidence under this name, so nothing can be said about the candidate ("
                            + e.getMessage() + "); open another generation",
                    e);
        }
    }

    private Map<Split, SplitScore> score(
            Evaluating state, ModelRef candidate, @Nullable ModelRef opponent, List<Predictions> predictions) {
        Map<Split, SplitScore> scores = new EnumMap<>(Split.class);
        for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
            scoring.score(split, candidate, opponent, predictions).ifPresent(score -> {
                scores.put(split, score);
                if (score.unpaired() > 0) {
                    LOG.warn(
                            "generation={} split={} {} samples were predicted by one model only; they do not count",
                            state.plan().id(),
                            split,
                            score.unpaired());
                }
            });
        }
        return scores;
    }

    private boolean isEnough(Map<Split, SplitScore> scores) {
        return asksNothing() || scores.containsKey(pipeline.gate().split());
    }

    /** A gate without rules lets every candidate pass, also where no label can be spared for evidence. */
    private boolean asksNothing() {
        return pipeline.gate().rules().isEmpty();
    }

    private Verdict ask(Evaluating state) {
        GenerationPlan plan = state.plan();
        PromotionRequest request = new PromotionRequest(
                "teacher-service",
                "generation " + plan.id(),
                asksNothing() ? List.of() : evidence(state, pipeline.gate().split()),
                false);
        return registry.promote(state.candidate().model(), request);
    }

    private List<String> evidence(Evaluating state, Split split) {
        ModelRef candidate = state.candidate().model();
        return Stream.concat(
                        Stream.of(evidenceId(state, split, candidate)),
                        named(state).stream().map(named -> against(state, split, candidate, named)))
                .toList();
    }

    private ModelEvaluation evaluation(
            Evaluating state, ModelRef model, String id, Split split, SplitScore score, @Nullable Latency latency) {
        return new ModelEvaluation(
                id,
                model,
                split,
                score.metrics(),
                score.comparison(),
                state.plan().labeled(),
                clock.instant(),
                null,
                latency);
    }

    private static String evidenceId(Evaluating state, Split split, ModelRef student) {
        ModelRef incumbent = state.incumbent();
        return incumbent == null ? id(state.plan(), split, student) : against(state, split, student, incumbent);
    }

    private static String against(Evaluating state, Split split, ModelRef student, ModelRef opponent) {
        return id(state.plan(), split, student) + "-against-v" + opponent.version();
    }

    private static String id(GenerationPlan plan, Split split, ModelRef model) {
        return plan.id() + "-" + split.name().toLowerCase(Locale.ROOT) + "-v" + model.version();
    }

    private static @Nullable Accuracy accuracy(@Nullable SplitScore score) {
        if (score == null) {
            return null;
        }
        Metrics metrics = score.metrics();
        return new Accuracy(metrics.samples(), metrics.top1(), metrics.top1Low(), metrics.top1High());
    }

    private NoisyStudentException noEvidence(GenerationPlan plan) {
        String split = pipeline.gate().split().name().toLowerCase(Locale.ROOT);
        return new NoisyStudentException(
                ErrorCode.NO_EVIDENCE,
                "generation " + plan.id(),
                "no labeled sample of split '" + split + "' could be predicted, so nothing speaks for the candidate: "
                        + "send some with the header split=" + split
                        + ", set gate.split to one that has samples, or gate.rules to [] to let"
                        + " every student pass");
    }
}
