/** The one-command demo: everything embedded, a plant or a recording played through it. */
package dev.telemetry.examples.factory.demo;
