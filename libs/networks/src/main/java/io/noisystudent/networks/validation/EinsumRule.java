package io.noisystudent.networks.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The shape of an Einsum: a letter for each axis, an ellipsis for axes that are broadcast. */
final class EinsumRule {
    private static final String ELLIPSIS = "...";

    private final NodeShapes node;
    private final String equation;
    private final Map<Character, Long> sizes = new TreeMap<>();
    private final Map<Character, Integer> uses = new HashMap<>();
    private long[] broadcast = new long[0];

    private EinsumRule(NodeShapes node) {
        this.node = node;
        equation = node.node().stringAttribute("equation", "").replace(" ", "");
    }

    static long[] output(NodeShapes node) {
        return new EinsumRule(node).output();
    }

    private long[] output() {
        String[] sides = equation.split("->", -1);
        String[] terms = sides[0].split(",", -1);
        node.require(
                sides.length <= 2 && terms.length == node.node().inputs().size(),
                "has the equation " + equation + " for " + node.node().inputs().size() + " inputs");
        for (int i = 0; i < terms.length; i++) {
            read(terms[i], node.input(i));
        }
        String wanted = sides.length == 2 ? sides[1] : implicit();
        List<Long> result = new ArrayList<>();
        for (String part : parts(wanted)) {
            if (part.equals(ELLIPSIS)) {
                Arrays.stream(broadcast).forEach(result::add);
            } else {
                Long size = sizes.get(part.charAt(0));
                node.require(size != null, "has the equation " + equation + " without an input of axis " + part);
                result.add(size);
            }
        }
        node.addMultiplyAdds(
                Shapes.size(broadcast),
                Shapes.size(sizes.values().stream().mapToLong(Long::longValue).toArray()));
        return result.stream().mapToLong(Long::longValue).toArray();
    }

    private void read(String term, long[] shape) {
        List<String> parts = parts(term);
        int letters =
                (int) parts.stream().filter(part -> !part.equals(ELLIPSIS)).count();
        int hidden = shape.length - letters;
        node.require(
                hidden >= 0 && (hidden == 0 || parts.contains(ELLIPSIS)),
                "has the term " + term + " for " + Arrays.toString(shape));
        int axis = 0;
        for (String part : parts) {
            if (part.equals(ELLIPSIS)) {
                broadcast = ProductRules.broadcast(node, broadcast, Arrays.copyOfRange(shape, axis, axis + hidden));
                axis += hidden;
            } else {
                char letter = part.charAt(0);
                long size = shape[axis++];
                long known = sizes.getOrDefault(letter, 1L);
                node.require(
                        known == size || known == 1 || size == 1,
                        "has axis " + letter + " of sizes " + known + " and " + size);
                sizes.put(letter, Math.max(known, size));
                uses.merge(letter, 1, Integer::sum);
            }
        }
    }

    /** Without an output, the letters that are there once, in the order of the alphabet. */
    private String implicit() {
        StringBuilder letters = new StringBuilder(equation.contains(ELLIPSIS) ? ELLIPSIS : "");
        sizes.keySet().stream()
                .filter(letter -> uses.getOrDefault(letter, 0) == 1)
                .forEach(letters::append);
        return letters.toString();
    }

    private List<String> parts(String term) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < term.length(); i++) {
            if (term.startsWith(ELLIPSIS, i)) {
                parts.add(ELLIPSIS);
                i += ELLIPSIS.length() - 1;
            } else {
                node.require(Character.isLetter(term.charAt(i)), "has the equation " + equation);
                parts.add(term.substring(i, i + 1));
            }
        }
        return parts;
    }
}
