package io.noisystudent.registry.web;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.registry.filter.Filter;
import io.noisystudent.registry.filter.FilterParser;
import io.noisystudent.registry.filter.VersionFields;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A store with more versions than a page looks at, and than a segment holds. */
class LargeModelTest {
    private static final int VERSIONS = Paging.SCANNED + 1500;

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Test
    void shouldStartFromSegmentsAndFindEveryMatchOnce() {
        // Given
        ModelVersion sample = new TestRegistry(new InMemoryObjectStore()).register("request");
        for (int number = 1; number <= VERSIONS; number++) {
            ModelVersion version = new ModelVersion(
                    new ModelRef(Samples.MODEL, number),
                    sample.sha256(),
                    number,
                    sample.classes(),
                    sample.lineage(),
                    null,
                    sample.createdAt());
            store.create(RegistryKeys.version(version.model()), Documents.write(version));
        }
        RegistryView first = TestRegistry.view(store);
        first.refresh();
        for (int segment = 0; segment < VERSIONS / 1000; segment++) {
            first.writeSegments(new SlotWriter(store));
        }
        IntStream.rangeClosed(1, VERSIONS / 1000 * 1000)
                .forEach(number -> store.delete(RegistryKeys.versions(Samples.MODEL) + "%010d.json".formatted(number)));
        // When
        RegistryView view = TestRegistry.view(store);
        view.refresh();
        ModelView model = view.model(Samples.MODEL).orElseThrow();
        // Then
        assertThat(model.versions()).hasSize(VERSIONS);
        assertThat(matches(model, "version > " + (VERSIONS - 3))).containsExactly(VERSIONS - 2, VERSIONS - 1, VERSIONS);
        assertThat(matches(model, "size = 7 or size = 5500")).containsExactly(7, 5500);
        assertThat(matches(model, "not generation = 1")).isEmpty();
        assertThat(matches(model, "generation = 1")).hasSize(VERSIONS);
    }

    /** All pages of a filter, as a client follows them. */
    private static List<Integer> matches(ModelView model, String text) {
        VersionFields fields = new VersionFields(Split.VALIDATION);
        Filter filter = FilterParser.parse(text, fields);
        List<Integer> found = new ArrayList<>();
        IntPredicate passes = fields.condition(model, filter);
        @Nullable String cursor = null;
        do {
            Page<Integer> page = Paging.of(cursor, "1000")
                    .numbers(
                            model.highestVersion(),
                            number -> model.version(number).isPresent(),
                            passes);
            found.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return found;
    }
}
