package io.noisystudent.trainer.training;

import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Decided;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.TrainingRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which generations are over, as far as their log was read: their requests are no longer waited for. Ends the
 * work at such a request. Thread-safe.
 */
public final class EndedGenerations {
    private final Map<Key, String> reasons = new ConcurrentHashMap<>();
    private final String topic;
    private final StopSignal stop;

    /**
     * None at first.
     *
     * @param topic of the generations
     * @param stop is called when the request at hand belongs to a generation that ends
     */
    public EndedGenerations(String topic, StopSignal stop) {
        this.topic = topic;
        this.stop = stop;
    }

    /** The signal that ends work. */
    public StopSignal signal() {
        return stop;
    }

    /**
     * Takes the next state from the log. One that is decided stays so: an older state of it that was copied to the
     * end of the log opens nothing.
     */
    public void accept(GenerationState state) {
        GenerationPlan plan = state.plan();
        if (state instanceof Decided) {
            Key key = new Key(plan.number(), plan.purpose(), Optional.ofNullable(plan.log(topic)));
            String why = state instanceof Failed failed ? failed.reason() : state.stateName();
            reasons.put(key, "generation " + plan.id() + " is over: " + why);
        }
        stop.cancel(request -> reason(request).isPresent());
    }

    /** Why a request is no longer waited for; empty if it still is, or if its generation is not known. */
    public Optional<String> reason(TrainingRequest request) {
        return Optional.ofNullable(
                reasons.get(new Key(request.generation(), request.purpose(), Optional.ofNullable(request.log()))));
    }

    /** A control has the number of the generation whose network it trains. */
    private record Key(int number, TrainingRequest.Purpose purpose, Optional<String> log) {}
}
