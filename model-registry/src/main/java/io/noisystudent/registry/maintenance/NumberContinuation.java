package io.noisystudent.registry.maintenance;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Continuation;
import io.noisystudent.registry.aliases.AliasService;
import io.noisystudent.registry.objects.DecisionLimits;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.objects.SpentNumbers;
import io.noisystudent.registry.objects.StoreLag;
import io.noisystudent.registry.view.AliasChain;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/**
 * Lets the numbers of restored models go on after those of the log. Each alias of which the log has more gets a
 * slot under a new number, so that the log says again where it points.
 */
public final class NumberContinuation {
    /** Another registry may write the next continuation first, and that one may say less. */
    private static final int ATTEMPTS = 10;

    private final RegistryView view;
    private final AliasService aliases;
    private final SlotWriter slots;
    private final Clock clock;
    private final Supplier<String> nonces;

    /** @param nonces gives a different text at every call, in all processes */
    public NumberContinuation(
            RegistryView view, AliasService aliases, SlotWriter slots, Clock clock, Supplier<String> nonces) {
        this.view = requireNonNull(view, "view is null");
        this.aliases = requireNonNull(aliases, "aliases is null");
        this.slots = requireNonNull(slots, "slots is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.nonces = requireNonNull(nonces, "nonces is null");
    }

    /**
     * What goes on.
     *
     * @param nextVersion the number of the next version
     * @param revisions the new revision of each alias that was announced again
     */
    public record Continued(String model, int nextVersion, Map<String, Long> revisions) {
        public Continued {
            revisions = Map.copyOf(revisions);
        }
    }

    /**
     * Goes on with every model of which the log has more than the store; does nothing if there is none. What an earlier
     * call left undone is done. A model that cannot go on does not keep the others from it.
     *
     * @throws NoisyStudentException {@code BAD_REQUEST} for what is too long, {@code OBJECT_DAMAGED} if an earlier
     *     continuation is damaged, {@code STORE_UNAVAILABLE}: call again
     */
    public synchronized List<Continued> continueNumbers(Continuation request) {
        DecisionLimits.require(request.actor(), request.reason(), List.of());
        List<Continued> continued = new ArrayList<>();
        List<NoisyStudentException> failures = new ArrayList<>();
        for (StoreLag lag : view.lags().all()) {
            try {
                continued.add(continueNumbers(lag, request));
            } catch (NoisyStudentException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        return continued;
    }

    private Continued continueNumbers(StoreLag lag, Continuation request) {
        ModelView model = spend(lag, request);
        Map<String, Long> revisions = new TreeMap<>();
        lag.aliases().forEach((alias, numbers) -> {
            AliasChain chain = model.alias(alias);
            long spent = model.continuations().revision(alias);
            if (!chain.isBroken() && !chain.slots().isEmpty() && chain.revision() <= spent) {
                aliases.announceAgain(
                                chain,
                                request.actor(),
                                "numbers go on after revision " + spent + ": " + request.reason())
                        .map(AliasSlot::revision)
                        .ifPresent(revision -> revisions.put(alias, revision));
            }
        });
        view.lags().resolved(lag.model());
        return new Continued(lag.model(), model.nextVersion(), revisions);
    }

    /** Writes down which numbers are spent, unless that is written down. */
    private ModelView spend(StoreLag lag, Continuation request) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ModelView model = view.refreshModel(lag.model());
            view.requireContinuations(model);
            if (isSpent(model, lag)) {
                return model;
            }
            Map<String, Long> revisions = new HashMap<>();
            lag.aliases().forEach((alias, numbers) -> revisions.put(alias, numbers.highest()));
            SpentNumbers spent = new SpentNumbers(
                    lag.model(),
                    model.continuations().last() + 1,
                    model.highestVersion(),
                    (int) Math.max(lag.version().log(), model.highestVersion()),
                    revisions,
                    request.actor(),
                    request.reason(),
                    nonces.get(),
                    clock.instant());
            slots.write(RegistryKeys.continuation(spent.model(), spent.number()), Documents.seal(spent));
        }
        throw new NoisyStudentException(
                ErrorCode.STORE_UNAVAILABLE,
                lag.model(),
                "after " + ATTEMPTS + " attempts the store does not show which numbers are spent;"
                        + " send the same request again");
    }

    private static boolean isSpent(ModelView model, StoreLag lag) {
        return model.continuations().version() >= lag.version().log()
                && lag.aliases().entrySet().stream()
                        .allMatch(alias -> model.continuations().revision(alias.getKey())
                                >= alias.getValue().log());
    }
}
