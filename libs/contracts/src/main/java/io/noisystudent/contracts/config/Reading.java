package io.noisystudent.contracts.config;

import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;

/**
 * One section while it is read by its declaration. Each key is read when it is first asked for, so that a default may
 * depend on any other key.
 */
final class Reading {
    private final Declaration declaration;
    private final Section section;
    private final @Nullable Reading outer;
    private final CrossChecks checks;
    private final Map<String, Optional<Object>> values = new HashMap<>();

    private Reading(Declaration declaration, Section section, @Nullable Reading outer, CrossChecks checks) {
        this.declaration = declaration;
        this.section = section;
        this.outer = outer;
        this.checks = checks;
        declaration.keys().forEach(key -> section.has(key.name()));
    }

    /** The section around all others. */
    static Reading of(Declaration declaration, Section section, CrossChecks checks) {
        return new Reading(declaration, section, null, checks);
    }

    /** A section within this one. */
    Reading inner(Declaration inner, Section innerSection) {
        return new Reading(inner, innerSection, this, checks);
    }

    /** The record of the section, in which every problem was noted. */
    Record record() {
        declaration.keys().forEach(this::value);
        declaration.keys().forEach(this::refuseReplaced);
        section.refuseOthers();
        Record read = declaration.make(this::value);
        checks.check(read, section);
        return read;
    }

    /** The value of a key of this section or the nearest around it; empty if that is null. */
    <T> Optional<T> find(String name, Class<T> type) {
        for (KeyDeclaration key : declaration.keys()) {
            if (key.name().equals(name)) {
                return Optional.ofNullable(value(key)).map(type::cast);
            }
        }
        if (outer == null) {
            throw new IllegalStateException("no key is named " + name);
        }
        return outer.find(name, type);
    }

    /** As {@link #find}, of a key that is never null. */
    <T> T get(String name, Class<T> type) {
        return find(name, type).orElseThrow();
    }

    private @Nullable Object value(KeyDeclaration key) {
        Optional<Object> known = values.get(key.name());
        if (known == null) {
            known = Optional.ofNullable(read(key));
            values.put(key.name(), known);
        }
        return known.orElse(null);
    }

    private @Nullable Object read(KeyDeclaration key) {
        Optional<Scalar> given = section.scalar(key.name());
        if (given.isPresent() && given.get().isOneOf(key.key().or())) {
            return key.none();
        }
        if (key.form() instanceof Fields fields && (given.isPresent() || key.isSection())) {
            boolean all = given.isPresent() && given.get().isOneOf(key.key().all());
            Section keys =
                    all ? new Section(section.path(key.name()), null, section.problems()) : section.section(key.name());
            return inner(fields.declaration(), keys).record();
        }
        if (given.isEmpty() && key.isRequired()) {
            section.problems().missing(section.path(key.name()), key.form().allowed());
        }
        Object fallback = fallback(key);
        return given.isPresent() ? key.form().read(given.get(), this, fallback) : fallback;
    }

    private void refuseReplaced(KeyDeclaration key) {
        if (!section.has(key.name()) || value(key) == null) {
            return;
        }
        for (String other : key.key().replaces()) {
            if (section.has(other)) {
                section.problems()
                        .add(section.path(other) + ": " + key.name() + " is given too, which takes its place; give only"
                                + " one of them");
            }
        }
    }

    private @Nullable Object fallback(KeyDeclaration key) {
        if (key.key().derived() != Derived.NOTHING) {
            return key.key().derived().value(this);
        }
        return key.isRequired() ? key.form().placeholder() : declared(key);
    }

    private @Nullable Object declared(KeyDeclaration key) {
        String text = key.key().defaultValue();
        if (text.equals(Key.ALTERNATIVE)) {
            return key.none();
        }
        ConfigProblems problems = new ConfigProblems("the default of " + key.name());
        Node node = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
        Scalar written = new Scalar(section.path(key.name()), node, problems);
        Object value = written.isOneOf(key.key().or()) ? key.none() : key.form().read(written, this, null);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(problems.toException());
        }
        return value;
    }
}
