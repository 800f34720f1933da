package io.noisystudent.supplychain;

import io.noisystudent.supplychain.Advisory.Affected;
import io.noisystudent.supplychain.Advisory.Event;
import io.noisystudent.supplychain.Advisory.Range;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class KnownVulnerabilitiesTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 26);
    private static final Advisory SMUGGLING = new Advisory(
            "GHSA-hvcg-qmg6-jm4c",
            List.of("CVE-2026-50020"),
            "Request smuggling",
            List.of(affected("io.netty:netty-codec-http", "0", "4.1.135.Final", "4.2.0.Final", "4.2.15.Final")),
            List.of());
    private static final Coordinates OLD = Coordinates.maven("io.netty", "netty-codec-http", "4.1.130.Final", "");

    @Test
    void shouldNameProductComponentAdvisoryAndFixedVersion() {
        // Given
        KnownVulnerabilities known = new KnownVulnerabilities(List.of(SMUGGLING), List.of());
        List<Finding> findings =
                known.findings("model-registry", List.of(OLD, OLD)).toList();
        // When
        List<String> problems = known.problems(findings, TODAY);
        // Then
        assertThat(problems)
                .containsExactly("model-registry ships io.netty:netty-codec-http 4.1.130.Final: GHSA-hvcg-qmg6-jm4c"
                        + " [CVE-2026-50020] (Request smuggling); fixed in 4.1.135.Final");
    }

    @Test
    void shouldFindWhatThePlatformBroughtBefore() {
        // Given the lists of this repository
        KnownVulnerabilities known = KnownVulnerabilities.read(Path.of("../../etc/advisories"));
        List<Coordinates> before = List.of(
                OLD,
                Coordinates.maven("com.fasterxml.jackson.core", "jackson-databind", "2.21.2", ""),
                Coordinates.maven("com.github.luben", "zstd-jni", "1.5.6-10", ""),
                Coordinates.maven("org.eclipse.parsson", "parsson", "1.1.7", ""),
                Coordinates.maven("at.yawk.lz4", "lz4-java", "1.10.1", ""));
        // When
        List<Finding> findings = known.findings("model-registry", before).toList();
        // Then
        assertThat(findings).extracting(Finding::component).containsAll(before);
        assertThat(known.problems(findings, TODAY))
                .filteredOn(problem -> problem.contains("ships io.netty:netty-codec-http 4.1.130.Final"))
                .hasSizeGreaterThan(10)
                .allSatisfy(problem -> assertThat(problem).contains("fixed in 4.1.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "4.1.134.Final, true",
        "4.1.135.Final, false",
        "4.1.140.Final, false",
        "4.2.0.Alpha1, false",
        "4.2.9.Final, true",
        "4.2.15.Final, false"
    })
    void shouldOrderVersionsAsMavenDoes(String version, boolean affected) {
        assertThat(SMUGGLING.finding("any", Coordinates.maven("io.netty", "netty-codec-http", version, "")))
                .matches(finding -> finding.isPresent() == affected);
    }

    @Test
    void shouldTakeAnExemptionUntilItHasToBeReviewed() {
        // Given
        Exemption exemption = exemption("io.netty:netty-codec-http");
        KnownVulnerabilities known = new KnownVulnerabilities(List.of(SMUGGLING), List.of(exemption));
        List<Finding> findings = known.findings("model-registry", List.of(OLD)).toList();
        // Then
        assertThat(known.problems(findings, TODAY.minusDays(1))).isEmpty();
        assertThat(known.problems(findings, TODAY)).singleElement().asString().contains("review it");
    }

    @Test
    void shouldRefuseAnExemptionOfWhatIsNotShipped() {
        // Given
        KnownVulnerabilities known =
                new KnownVulnerabilities(List.of(SMUGGLING), List.of(exemption("io.netty:netty-codec-http2")));
        List<Finding> findings = known.findings("model-registry", List.of(OLD)).toList();
        // Then
        assertThat(known.problems(findings, TODAY.minusDays(1)))
                .hasSize(2)
                .anyMatch(problem -> problem.contains("remove it"))
                .anyMatch(problem -> problem.contains("fixed in 4.1.135.Final"));
    }

    private static Exemption exemption(String of) {
        return new Exemption(SMUGGLING.id(), of, Exemption.Justification.CODE_NOT_REACHABLE, "nothing calls it", TODAY);
    }

    /** Bounds in turn: introduced, fixed, introduced, fixed. */
    private static Affected affected(String name, String... bounds) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < bounds.length; i++) {
            Optional<String> bound = Optional.of(bounds[i]);
            events.add(
                    i % 2 == 0
                            ? new Event(bound, Optional.empty(), Optional.empty())
                            : new Event(Optional.empty(), bound, Optional.empty()));
        }
        return new Affected(new Advisory.PackageName("Maven", name), List.of(new Range("ECOSYSTEM", events)));
    }
}
