// All style sheets, in the order in which later ones may refine earlier ones.

import './blueprint-layer.css';
import './tokens.css';
import './base.css';
import './layout.css';
import './controls.css';
import './table.css';
import './feedback.css';
import './blueprint.css';
