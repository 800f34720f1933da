package io.noisystudent.supplychain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;

import static java.util.Objects.requireNonNull;

/**
 * Why an advisory does not affect us although the version is affected, in the words of a VEX document.
 *
 * @param id of the advisory
 * @param of the package, as advisories name it
 * @param justification the kind of reason
 * @param detail what makes it so, in our words
 * @param reviewBy the day from which it does not count any more
 */
record Exemption(
        String id, @JsonProperty("package") String of, Justification justification, String detail, LocalDate reviewBy) {
    Exemption {
        requireNonNull(id, "id is null");
        requireNonNull(of, "package is null");
        requireNonNull(justification, "justification is null");
        requireNonNull(detail, "detail is null");
        requireNonNull(reviewBy, "reviewBy is null");
    }

    boolean covers(Finding finding) {
        return id.equals(finding.advisory().id())
                && of.equals(finding.component().packageName());
    }

    /** CycloneDX's reasons for "not affected". */
    enum Justification {
        @JsonProperty("code_not_present")
        CODE_NOT_PRESENT,
        @JsonProperty("code_not_reachable")
        CODE_NOT_REACHABLE,
        @JsonProperty("requires_configuration")
        REQUIRES_CONFIGURATION,
        @JsonProperty("protected_by_mitigating_control")
        PROTECTED_BY_MITIGATING_CONTROL
    }
}
