package io.noisystudent.registry.report;

import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.objects.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an alias points where it points.
 *
 * @param replaced the version that it pointed to before; null for the first
 * @param evidence that the move names
 * @param decisions about the version, the first one first
 * @param verifiedSlots how many slots the chain has, all of which carry the SHA-256 of the one before
 * @param headSha256 of the current slot's bytes: a note of it proves later that history was not rewritten
 * @param text the same for a person
 */
public record AliasExplanation(
        AliasSlot slot,
        ModelVersion version,
        @Nullable Integer replaced,
        List<ModelEvaluation> evidence,
        List<Decision> decisions,
        long verifiedSlots,
        String headSha256,
        List<String> text) {
    public AliasExplanation {
        evidence = List.copyOf(evidence);
        decisions = List.copyOf(decisions);
        text = List.copyOf(text);
    }
}
