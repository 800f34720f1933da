package io.noisystudent.supplychain;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is known to be vulnerable, as files in the repository: the check needs no network. */
final class KnownVulnerabilities {
    private static final String EXEMPTIONS = "exemptions.json";

    private final List<Advisory> advisories;
    private final List<Exemption> exemptions;

    KnownVulnerabilities(List<Advisory> advisories, List<Exemption> exemptions) {
        this.advisories = List.copyOf(advisories);
        this.exemptions = List.copyOf(exemptions);
    }

    /** Reads every list of advisories in the folder, and {@code exemptions.json}. */
    static KnownVulnerabilities read(Path folder) {
        List<Advisory> advisories = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.endsWith(EXEMPTIONS))
                    .sorted()
                    .map(file -> Json.<AdvisoryList>read(file, new TypeReference<>() {}))
                    .forEach(list -> advisories.addAll(list.advisories()));
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be listed: " + e.getMessage(), e);
        }
        return new KnownVulnerabilities(advisories, Json.read(folder.resolve(EXEMPTIONS), new TypeReference<>() {}));
    }

    List<Advisory> advisories() {
        return advisories;
    }

    /** What affects the components of a product, exempted or not. */
    Stream<Finding> findings(String product, List<Coordinates> components) {
        return components.stream().distinct().flatMap(component -> advisories.stream()
                .flatMap(advisory -> advisory.finding(product, component).stream()));
    }

    /**
     * What is wrong: a finding without an exemption, an exemption that has to be reviewed, and one that covers nothing.
     */
    List<String> problems(List<Finding> findings, LocalDate today) {
        List<String> problems = new ArrayList<>();
        findings.stream()
                .filter(finding -> exemptions.stream().noneMatch(exemption -> exemption.covers(finding)))
                .map(Finding::toString)
                .forEach(problems::add);
        for (Exemption exemption : exemptions) {
            if (findings.stream().noneMatch(exemption::covers)) {
                problems.add("%s exempts %s, which is not shipped in an affected version: remove it"
                        .formatted(exemption.id(), exemption.of()));
            } else if (!today.isBefore(exemption.reviewBy())) {
                problems.add("%s for %s was exempted until %s: review it"
                        .formatted(exemption.id(), exemption.of(), exemption.reviewBy()));
            }
        }
        return problems;
    }

    /**
     * One file.
     *
     * @param date when its sources were read
     */
    private record AdvisoryList(LocalDate date, List<String> sources, List<Advisory> advisories) {}
}
