package io.noisystudent.supplychain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.apache.maven.artifact.versioning.ComparableVersion;

import static java.util.Objects.requireNonNull;

/**
 * A known vulnerability, in the words of OSV's format.
 *
 * @param id of the advisory, such as GHSA-93wv-jw9v-4972
 * @param aliases other names, such as a CVE
 */
record Advisory(String id, List<String> aliases, String summary, List<Affected> affected, List<Reference> references) {
    Advisory {
        requireNonNull(id, "id is null");
        requireNonNull(summary, "summary is null");
        aliases = List.copyOf(aliases);
        affected = List.copyOf(affected);
        references = List.copyOf(references);
    }

    /** How a component is affected, if it is. */
    Optional<Finding> finding(String product, Coordinates component) {
        List<Range> ranges = affected.stream()
                .filter(entry -> entry.of().name().equals(component.packageName()))
                .flatMap(entry -> entry.ranges().stream())
                .filter(range -> range.contains(component.version()))
                .toList();
        return ranges.stream()
                .findFirst()
                .map(range -> new Finding(product, component, this, range.fixed(component.version())));
    }

    /** A package and its versions that are affected. */
    record Affected(@JsonProperty("package") PackageName of, List<Range> ranges) {
        Affected {
            ranges = List.copyOf(ranges);
        }
    }

    /** The name of a package: {@code group:name} in Maven, {@code pkg:generic/name} for a native library. */
    record PackageName(String ecosystem, String name) {}

    /** Versions in Maven's order: from each event {@code introduced} to the next event {@code fixed}. */
    record Range(String type, List<Event> events) {
        Range {
            events = List.copyOf(events);
        }

        boolean contains(String version) {
            ComparableVersion of = new ComparableVersion(version);
            boolean inside = false;
            for (Event event : events) {
                if (event.introduced().filter(from -> reached(of, from)).isPresent()) {
                    inside = true;
                }
                if (event.fixed().filter(to -> reached(of, to)).isPresent()) {
                    inside = false;
                }
                if (event.lastAffected().filter(last -> after(of, last)).isPresent()) {
                    inside = false;
                }
            }
            return inside;
        }

        /** The first version that is fixed after this one. */
        Optional<String> fixed(String version) {
            ComparableVersion of = new ComparableVersion(version);
            return events.stream()
                    .flatMap(event -> event.fixed().stream())
                    .filter(to -> !reached(of, to))
                    .findFirst();
        }

        private static boolean reached(ComparableVersion version, String bound) {
            return bound.equals("0") || version.compareTo(new ComparableVersion(bound)) >= 0;
        }

        private static boolean after(ComparableVersion version, String bound) {
            return version.compareTo(new ComparableVersion(bound)) > 0;
        }
    }

    /** A change along the line of versions. */
    record Event(
            Optional<String> introduced,
            Optional<String> fixed,
            @JsonProperty("last_affected") Optional<String> lastAffected) {}

    /** Where to read more. */
    record Reference(String type, URI url) {}
}
