package io.noisystudent.contracts.config;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What annotations may say, and that a wrong one is found when the class is loaded. */
class DeclarationTest {
    record Oven(
            @Key(allowed = "[0, 300]", defaultValue = "180", doc = "degrees")
            int heat,

            @Inline Baking baking,

            @Key(before = "heat", allowed = "[a-z]+", give = "a word", doc = "what is baked")
            String dough) {}

    record Baking(
            @Key(allowed = "(0, 24]", or = "none", defaultValue = "none", doc = "hours of rest") @Nullable
            Double restTime,

            @Key(name = "fan", allowed = "moving, still", defaultValue = "still", doc = "the air")
            boolean moves) {}

    record Silent(int heat) {}

    record Lost(
            @Key(before = "nowhere", allowed = "[0, 1]", doc = "a share")
            double share) {}

    record Wrong(
            @Key(allowed = "[0, 1]", defaultValue = "2", doc = "a share")
            double share) {}

    record Untyped(@Key(doc = "anything") Object anything) {}

    @Test
    void shouldReadAndWriteWhatARecordDeclares() {
        // Given
        Declaration declaration = Declaration.of(Oven.class);
        ConfigProblems problems = new ConfigProblems("oven.yaml");

        // When
        Record plain = read(declaration, "{dough: rye}", problems);
        Record full = read(declaration, "{fan: moving, heat: 250, dough: rye, rest-time: 1.5}", problems);

        // Then
        assertThat(problems.isEmpty()).isTrue();
        assertThat(plain).isEqualTo(new Oven(180, new Baking(null, false), "rye"));
        assertThat(full).isEqualTo(new Oven(250, new Baking(1.5, true), "rye"));
        assertThat(declaration.keys())
                .extracting(KeyDeclaration::name)
                .containsExactly("dough", "heat", "rest-time", "fan");
        assertThat(declaration.write(plain))
                .isEqualTo(Map.of("dough", "rye", "heat", 180, "rest-time", "none", "fan", "still"));
    }

    @Test
    void shouldNoteEveryProblem() {
        // Given
        ConfigProblems problems = new ConfigProblems("oven.yaml");

        // When
        read(Declaration.of(Oven.class), "{heat: 301, fam: moving, rest-time: 0}", problems);

        // Then
        assertThat(problems.toException())
                .hasMessageContaining("oven.yaml has 4 problems:")
                .hasMessageContaining("oven.heat (line 1): '301' is not allowed; give a whole number from 0 to 300")
                .hasMessageContaining("oven.fam (line 1): unknown key; did you mean 'fan'?")
                .hasMessageContaining("oven.rest-time (line 1): '0' is not allowed; give a number in (0, 24]")
                .hasMessageContaining("oven.dough: is missing; give a word");
    }

    @Test
    void shouldRefuseWrongDeclarations() {
        for (Class<?> type : List.of(Silent.class, Lost.class, Untyped.class)) {
            assertThatThrownBy(() -> Declaration.of(type)).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> read(Declaration.of(Wrong.class), "{}", new ConfigProblems("p")))
                .hasMessageContaining("the default of share");
    }

    private static Record read(Declaration declaration, String yaml, ConfigProblems problems) {
        Section section = new Section(
                "oven", new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(yaml)), problems);
        return Reading.of(declaration, section, new CrossChecks(name -> true)).record();
    }
}
