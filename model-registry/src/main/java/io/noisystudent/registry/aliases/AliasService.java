package io.noisystudent.registry.aliases;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Rollback;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.objects.DecisionLimits;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.view.AliasChain;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Moves aliases by creating the next slot of their chain. Of any number of movers, one gets a revision; the others get
 * the move that won.
 */
public final class AliasService {
    private final RegistryView view;
    private final SlotWriter slots;
    private final Clock clock;
    private final Supplier<String> nonces;

    /** @param nonces gives a different text at every call, in all processes */
    public AliasService(RegistryView view, SlotWriter slots, Clock clock, Supplier<String> nonces) {
        this.view = requireNonNull(view, "view is null");
        this.slots = requireNonNull(slots, "slots is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.nonces = requireNonNull(nonces, "nonces is null");
    }

    /** The current slot; {@code NOT_FOUND} for an alias that was never set, {@code CHAIN_BROKEN}. */
    public AliasSlot current(String model, String alias) {
        return head(known(model, alias))
                .or(() -> head(fresh(model, alias)))
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.NOT_FOUND,
                        model + "/" + alias,
                        "alias '" + alias + "' of model '" + model + "' was never set"));
    }

    /** Every slot of an alias, oldest first; empty for one that was never set, {@code CHAIN_BROKEN}. */
    public List<AliasSlot> history(String model, String alias) {
        AliasChain chain = fresh(model, alias);
        chain.requireIntact();
        return chain.slots();
    }

    /** What the store says now about an alias, which may be nothing. */
    public AliasChain fresh(String model, String alias) {
        Names.alias(alias);
        return view.refreshModel(Names.model(model)).alias(alias);
    }

    /** Whether the gate decides where an alias of this name points. */
    public static boolean isGated(String alias) {
        return alias.equals(AliasSlot.TEACHER);
    }

    /**
     * Points an alias to a version on request; a gated one in place of the gate, for a person with that right.
     *
     * @param expected the revision that the move replaces; 0 creates the alias, also again
     * @throws NoisyStudentException {@code NOT_FOUND} without such a version, {@code STALE_REVISION} with the slot that
     *     is there instead, {@code STORE_UNAVAILABLE}
     */
    public AliasSlot move(String model, String alias, long expected, AliasMove move) {
        DecisionLimits.require(move.actor(), move.reason(), move.evidence());
        if (isGated(alias)) {
            DecisionLimits.requireReason(move.reason());
        }
        AliasChain chain = fresh(model, alias);
        requireVersion(model, move.version());
        return append(
                chain,
                expected,
                new Move(
                        new ModelRef(model, move.version()),
                        alias,
                        move.actor(),
                        move.reason(),
                        move.evidence(),
                        List.of(),
                        isGated(alias) ? AliasSlot.Kind.OVERRIDE : AliasSlot.Kind.ALIAS));
    }

    /**
     * Points an alias back: to the version that the current one replaced, or to one that it pointed to before.
     *
     * @param expected the revision that the rollback replaces; null for whichever is current
     * @throws NoisyStudentException as {@link #move} does, and {@code BAD_REQUEST} when there is nothing to go back to
     */
    public AliasSlot rollBack(String model, String alias, @Nullable Long expected, Rollback rollback) {
        DecisionLimits.require(rollback.actor(), rollback.reason(), List.of());
        AliasChain chain = fresh(model, alias);
        AliasSlot head = chain.head()
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.NOT_FOUND,
                        model + "/" + alias,
                        "the alias was never set: nothing can be rolled back"));
        int target =
                rollback.toVersion() == null ? replacedBy(chain, head.version()) : earlier(chain, rollback.toVersion());
        if (target == head.version() && expected == null) {
            return head;
        }
        return append(
                chain,
                expected == null ? chain.revision() : expected,
                new Move(
                        new ModelRef(model, target),
                        alias,
                        rollback.actor(),
                        "rollback: " + rollback.reason(),
                        List.of(),
                        List.of(),
                        AliasSlot.Kind.ROLLBACK));
    }

    /** Removes an alias that the gate does not guard; one that is not set stays so. */
    public void remove(String model, String alias, String actor, String reason) {
        AliasChain chain = fresh(model, alias);
        chain.head()
                .ifPresent(head -> append(
                        chain,
                        head.revision(),
                        new Move(
                                new ModelRef(model, head.version()),
                                alias,
                                actor,
                                reason,
                                List.of(),
                                List.of(),
                                AliasSlot.Kind.REMOVAL)));
    }

    /** A wish to move an alias. */
    public record Move(
            ModelRef model,
            String alias,
            String actor,
            String reason,
            List<String> evidence,
            List<Verdict.RuleResult> rules,
            AliasSlot.Kind kind) {
        public Move {
            evidence = List.copyOf(evidence);
            rules = List.copyOf(rules);
        }
    }

    /**
     * Creates the slot after {@code expected}; the caller has seen that the version is there.
     *
     * @param chain as the store has it
     * @throws NoisyStudentException {@code STALE_REVISION} with the slot that is there instead
     */
    public AliasSlot append(AliasChain chain, long expected, Move move) {
        view.model(move.model().name()).ifPresent(view::prepareNumbers);
        return write(chain, expected, move);
    }

    /**
     * Creates a slot that points where the alias points, under a number that the log has not seen.
     *
     * @return empty if another registry moved the alias meanwhile, which is as good
     */
    public Optional<AliasSlot> announceAgain(AliasChain chain, String actor, String reason) {
        AliasSlot head = chain.last().orElseThrow();
        try {
            return Optional.of(write(
                    chain,
                    head.revision(),
                    new Move(
                            new ModelRef(head.model(), head.version()),
                            head.alias(),
                            actor,
                            reason,
                            List.of(),
                            List.of(),
                            head.isRemoval() ? AliasSlot.Kind.REMOVAL : AliasSlot.Kind.CONTINUATION)));
        } catch (NoisyStudentException e) {
            if (e.code() == ErrorCode.STALE_REVISION) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private AliasSlot write(AliasChain chain, long expected, Move move) {
        chain.requireIntact();
        boolean isSetAgain = expected == 0 && chain.head().isEmpty();
        if (chain.revision() != expected && !isSetAgain) {
            throw stale(move, expected, chain.head());
        }
        String name = move.model().name();
        AliasSlot slot = new AliasSlot(
                name,
                move.alias(),
                view.model(name).orElseThrow().continuations().next(move.alias(), chain.revision()),
                move.model().version(),
                chain.headSha256(),
                move.actor(),
                move.reason(),
                move.evidence(),
                move.rules(),
                nonces.get(),
                clock.instant(),
                move.kind());
        byte[] content = Documents.seal(slot);
        requireRoom(chain, slot, content.length);
        if (slots.write(RegistryKeys.slot(name, move.alias(), slot.revision()), content)
                .isPresent()) {
            throw stale(move, expected, fresh(name, move.alias()).head());
        }
        view.model(name).ifPresent(model -> model.append(move.alias(), slot.revision(), content));
        return slot;
    }

    private void requireRoom(AliasChain chain, AliasSlot slot, long bytes) {
        String model = slot.model();
        int aliases = view.model(model).map(known -> known.aliases().size()).orElse(0);
        if (chain.slots().isEmpty() && aliases >= DecisionLimits.ALIASES) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    model + "/" + slot.alias(),
                    "the model has " + aliases + " aliases, and at most " + DecisionLimits.ALIASES
                            + " are kept; move one of them");
        }
        view.memory().require(RegistryKeys.slot(model, slot.alias(), slot.revision()), bytes);
    }

    private AliasChain known(String model, String alias) {
        Names.alias(alias);
        return view.model(Names.model(model)).map(found -> found.alias(alias)).orElse(AliasChain.empty(model, alias));
    }

    private static Optional<AliasSlot> head(AliasChain chain) {
        return chain.head();
    }

    private void requireVersion(String model, int version) {
        Optional<ModelView> known = view.model(model);
        if (known.flatMap(found -> found.version(version)).isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.NOT_FOUND, model + "/" + version, "there is no such version for the alias to point to");
        }
    }

    /** The version from which the alias moved when it came to {@code version} for the first time. */
    private static int replacedBy(AliasChain chain, int version) {
        List<AliasSlot> slots = chain.slots();
        int first = 0;
        while (slots.get(first).version() != version) {
            first++;
        }
        if (first == 0) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    "toVersion",
                    "version " + version + " was the first: there is none before it");
        }
        return slots.get(first - 1).version();
    }

    private static int earlier(AliasChain chain, int version) {
        if (chain.lastOf(version).isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    "toVersion",
                    "the alias never pointed to version " + version + "; promote it");
        }
        return version;
    }

    private static NoisyStudentException stale(Move move, long expected, Optional<AliasSlot> head) {
        String there = head.map(slot -> "revision " + slot.revision() + ", version " + slot.version() + ", moved by "
                        + slot.actor() + " at " + slot.at())
                .orElse("not set");
        return new NoisyStudentException(
                ErrorCode.STALE_REVISION,
                move.model().name() + "/" + move.alias(),
                "the move to version " + move.model().version() + " replaces revision " + expected
                        + ", but the alias is " + there + "; look and decide again");
    }
}
