// A project of ECMAScript modules in TypeScript.
import * as pulumi from "@pulumi/pulumi";
import { Group, Thing } from "./things.js";

const first = new Thing("first", {});
const group = new Group("group");

new Thing("after-resource", {}, { dependsOn: first });
// Whoever depends on a component depends on the custom resources in it, also on those of components inside.
new Thing("after-component", {}, { dependsOn: [group] });
new Thing("after-promise", {}, { dependsOn: Promise.resolve([first]) });
new Thing("through-inputs", { plain: 1, one: first.size, both: pulumi.all([first.id, group.inside.size]) });
new pulumi.ComponentResource("test:index:Group", "component-after", {}, { dependsOn: first });
